//! Whom readers may ask, as the register of posts knows them: who is put into a new block, and who has left since.

use super::reading::MOST_LINES;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::layout::{Block, Kind};
use crate::org::Tree;
use crate::org::kind::BOARD;
use crate::posts::{Holding, holders_at, of_unit};
use crate::shell::{LEXICON, Office};
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::words::Lang;

/// A unit and its boards.
fn places(tree: &Tree, unit: i64) -> Vec<i64> {
    let boards = tree.children(unit).iter().copied().filter(|id| tree.get(*id).is_some_and(|it| it.kind == BOARD));
    std::iter::once(unit).chain(boards).collect()
}

/// Who holds the posts of a unit and of its boards today, as lines of whom to ask; only where the officer may read them.
pub(super) async fn holders(office: &Office, officer: &Officer, unit: i64) -> Result<String, Failure> {
    let (mut conn, today) = (office.db.read().await?, office.clock.today());
    let may = |at| officer.may(Right::ReadOrganisation, at);
    Ok(lines_of(&mut conn, (&officer.tree, unit), today, may).await?.join("\n"))
}

/// Who holds the posts of a unit and of its boards on a day, as lines of whom to ask, of those units that `may` be told of.
pub(crate) async fn lines_of(
    conn: &mut Conn,
    (tree, unit): (&Tree, i64),
    day: Day,
    may: impl Fn(i64) -> bool,
) -> kit::db::Result<Vec<String>> {
    let mut lines = Vec::new();
    for at in places(tree, unit).into_iter().filter(|at| may(*at)) {
        let of = if at == unit { String::new() } else { format!(", {}", tree.name(at)) };
        for holding in holders_at(conn, at, day).await? {
            let named = |lang: Lang| LEXICON.words(lang).say(&format!("post-{}", holding.title));
            lines.push(format!("{}{of} | {}{of} | {}", named(Lang::Vi), named(Lang::En), holding.full_name));
        }
    }
    lines.truncate(MOST_LINES);
    Ok(lines)
}

/// Those named in the blocks who held a post here and hold none today: the number of the block, the post, the name.
pub(super) async fn gone(
    conn: &mut Conn,
    tree: &Tree,
    (unit, blocks): (i64, &[Block]),
    today: Day,
) -> Result<Vec<(usize, String, String)>, Failure> {
    let named = blocks.iter().enumerate().filter(|(_, block)| block.kind == Kind::Contact);
    let named: Vec<_> =
        named.flat_map(|(at, block)| block.officials().into_iter().map(move |it| (at + 1, it))).collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let mut held: Vec<Holding> = Vec::new();
    for at in places(tree, unit) {
        held.extend(of_unit(conn, at).await?);
    }
    let of = |name: &str| {
        let name = viet::fold(name);
        held.iter().filter(move |holding| viet::fold(&holding.full_name) == name).collect::<Vec<_>>()
    };
    let has_left = |name: &str| {
        let own = of(name);
        !own.is_empty() && !own.iter().any(|holding| holding.holds_on(today))
    };
    Ok(named.into_iter().filter(|(_, it)| has_left(&it.name)).map(|(at, it)| (at, it.post.vi, it.name)).collect())
}
