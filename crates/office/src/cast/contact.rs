//! Says on the demo's portal where the office is found and whom to ask, so that its page of contacts has something to show: the
//! town is the district's, the mail address is nobody's, whoever answers is of the cast.

use super::Cast;
use crate::identity::reach::Grant;
use crate::layout::pages::contact;
use crate::layout::{Arranged, Block, Kind, Place, change, publish, submit};
use crate::org::Tree;
use anyhow::{Context, Result};
use kit::clock::Ts;
use kit::db::Conn;

/// Arranges the pages as they are, with the contacts beside them, by the editor, and publishes them by the publisher.
///
/// # Errors
/// When the database refuses.
pub async fn open(conn: &mut Conn, cast: &Cast, now: Ts) -> Result<()> {
    let (editor, publisher) = (cast.character("editor"), cast.character("publisher"));
    let (editor, publisher) = (editor.context("an editor")?, publisher.context("a publisher")?);
    let mut block = Block::new(Kind::Contact, Place::Side);
    let said = str::to_owned;
    block.found.address = said("Thị trấn Nhà Bàng, huyện Tịnh Biên, tỉnh An Giang");
    block.found.address_en = said("Nhà Bàng Town, Tịnh Biên District, An Giang Province");
    block.found.email = said("vanphong@tinhbien.example");
    block.found.hours = said("Thứ hai đến thứ sáu: 7 giờ đến 11 giờ, 13 giờ đến 17 giờ");
    block.found.hours_en = said("Monday to Friday: 7 to 11 and 13 to 17");
    let tree = Tree::as_of(conn, now.day()).await?;
    let lines = contact::lines_of(conn, (&tree, cast.district), now.day(), |_| true).await?;
    block.about = lines.join("\n");
    let mut blocks = Arranged::of(conn, cast.district).await?.blocks;
    blocks.push(block);
    change(conn, Grant::console(cast.district).on_behalf_of(editor.account, editor.person), 0, &blocks, now).await?;
    let version = Arranged::of(conn, cast.district).await?.version;
    submit(conn, Grant::console(cast.district).on_behalf_of(editor.account, editor.person), version, now).await?;
    let by_publisher = Grant::console(cast.district).on_behalf_of(publisher.account, publisher.person);
    publish(conn, by_publisher, (version + 1, ""), now).await?;
    Ok(())
}
