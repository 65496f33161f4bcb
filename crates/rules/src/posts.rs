//! Which posts there are, at which kinds of unit, and for how many at a time.

use crate::Text;
use crate::reader::Fields;

/// The posts of an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostsRule {
    /// The posts, in the order in which pages show them; keys are unique.
    pub posts: Vec<PostLine>,
}

/// A post that units may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostLine {
    /// Key of the post: `secretary`, `chairman`, ….
    pub key: String,
    /// What people call it; `None` for those that the program names.
    pub name: Option<Text>,
    /// At which kinds of unit. Not empty.
    pub unit_kinds: Vec<String>,
    /// How many may hold it at a time: 1 to 200.
    pub seats: u32,
    /// Kinds of unit that never go without it; some of `unit_kinds`.
    pub leads_at: Vec<String>,
}

impl PostLine {
    /// Whether units of a kind may have it.
    pub fn is_at(&self, unit_kind: &str) -> bool {
        self.unit_kinds.iter().any(|kind| kind == unit_kind)
    }

    /// Whether a unit of a kind never goes without it.
    pub fn leads(&self, unit_kind: &str) -> bool {
        self.leads_at.iter().any(|kind| kind == unit_kind)
    }
}

impl PostsRule {
    /// The post of a key, if units of a kind may have it.
    pub fn at(&self, unit_kind: &str, key: &str) -> Option<&PostLine> {
        self.posts.iter().find(|post| post.key == key && post.is_at(unit_kind))
    }

    /// The posts that units of a kind may have.
    pub fn of<'a>(&'a self, unit_kind: &'a str) -> impl Iterator<Item = &'a PostLine> + 'a {
        self.posts.iter().filter(move |post| post.is_at(unit_kind))
    }
}

pub(crate) fn read(fields: &mut Fields) -> Option<PostsRule> {
    let posts = fields.keyed("posts", |key, fields| {
        let named = fields.has("vi") || fields.has("en");
        let name = if named { fields.both_languages().map(Some) } else { Some(None) };
        let (unit_kinds, seats, leads_at) =
            (fields.texts("unit_kinds"), fields.number("seats", 1..=200), fields.texts("leads_at"));
        if unit_kinds.as_ref().is_some_and(Vec::is_empty) {
            fields.report("unit_kinds", "is empty; name at least one");
        }
        let strange = |kind: &&String| !unit_kinds.iter().flatten().any(|known| known == *kind);
        if let Some(kind) = leads_at.iter().flatten().find(strange) {
            fields.report("leads_at", format!("\"{kind}\" is not among the unit_kinds of this post"));
        }
        Some(PostLine { key, name: name?, unit_kinds: unit_kinds?, seats: seats?, leads_at: leads_at? })
    });
    Some(PostsRule { posts: posts? })
}

#[cfg(test)]
mod tests {
    use crate::{Area, BUILTIN, RuleBook};

    #[test]
    fn a_broken_file_of_posts_is_told_what_and_where() {
        let file = BUILTIN.iter().find(|(name, _)| *name == "posts-general.toml").expect("the posts").1;
        for (from, to, problem) in [
            ("unit_kinds = [\"party_group\"]", "unit_kinds = []", "posts.posts[4].unit_kinds: is empty"),
            ("key = \"head\",", "key = \"head\", vi = \"trưởng ban\",", "posts.posts[5].en"),
            ("seats = 100", "seats = 0", "posts.posts[3].seats: 0 is outside 1 to 200"),
            ("leads_at = [\"front\"]", "leads_at = [\"cell\"]", "posts.posts[12].leads_at: \"cell\" is not among"),
        ] {
            assert!(file.contains(from), "{from}");
            let problems = RuleBook::load([("posts.toml", file.replacen(from, to, 1).as_str())]).expect_err(from);
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            assert!(told.iter().any(|told| told.contains(problem)), "{told:?} should tell {problem}");
        }
    }

    #[test]
    fn one_person_leads_and_only_units_of_the_kind_have_a_post() {
        let book = RuleBook::builtin();
        let rule = book.on(Area::Posts, None, jiff::civil::date(2018, 11, 23)).and_then(|ruleset| ruleset.posts());
        let rule = rule.expect("the posts");
        assert!(rule.at("cell", "secretary").is_some_and(|post| post.leads("cell") && post.seats == 1));
        assert!(rule.at("cell", "chairman").is_none());
        assert!(rule.posts.iter().all(|post| post.leads_at.is_empty() || post.seats == 1));
    }
}
