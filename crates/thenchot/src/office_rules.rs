//! The rules that an office writes for itself: files in the folder `rules` of its data, beside those of the program.

use anyhow::{Context, Result, bail};
use office::shell::{LEXICON, OFFICE_SCOPE};
use rules::{Area, BUILTIN, PostLine, Problem, RuleBook};
use std::path::Path;

/// Reads the program's rules together with the office's own.
///
/// # Errors
/// Every problem of every file, by file and field; nothing is loaded then, and nothing is served under half a rule.
pub fn load(data: &Path) -> Result<RuleBook> {
    let folder = data.join("rules");
    let own =
        read(&folder).with_context(|| format!("the office's own rules in {} cannot be read", folder.display()))?;
    let files = BUILTIN.iter().map(|(name, text)| (*name, *text));
    let own_files = own.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let book = match RuleBook::load(files.chain(own_files.clone())) {
        Ok(book) => book,
        Err(problems) => return refuse(&folder, &problems),
    };
    let mut problems = Vec::new();
    for (name, text) in own_files {
        // Sound by itself, since the whole book is.
        let Ok(alone) = RuleBook::load([(name, text)]) else { continue };
        for ruleset in alone.rulesets() {
            let mut wrong = |field: &str, what: String| {
                problems.push(Problem { file: name.to_owned(), field: field.to_owned(), what });
            };
            if ruleset.scope.as_deref() != Some(OFFICE_SCOPE) {
                wrong("scope", format!("should be \"{OFFICE_SCOPE}\": only then it holds for this office"));
            }
            let own = &[
                Area::Roles,
                Area::SignIn,
                Area::Papers,
                Area::Tasks,
                Area::Posts,
                Area::Layout,
                Area::Units,
                Area::Reception,
                Area::Study,
            ];
            if !own.contains(&ruleset.area()) {
                let what = "an office may write \"roles\", \"sign_in\", \"papers\", \"tasks\", \"posts\", \"layout\", \
                            \"units\", \"reception\" and \"study\" for itself; other areas are read from the program alone";
                wrong("area", what.into());
            }
            let nameless = |post: &&PostLine| post.name.is_none() && !LEXICON.has(&format!("post-{}", post.key));
            for post in ruleset.posts().iter().flat_map(|rule| &rule.posts).filter(nameless) {
                let what = format!("the post \"{}\" has no name; add vi = \"…\" and en = \"…\" to it", post.key);
                wrong("posts.posts", what);
            }
        }
    }
    if problems.is_empty() { Ok(book) } else { refuse(&folder, &problems) }
}

fn read(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).with_context(|| name.clone())?;
            files.push((name, text));
        }
    }
    files.sort();
    Ok(files)
}

fn refuse(folder: &Path, problems: &[Problem]) -> Result<RuleBook> {
    let told: Vec<String> = problems.iter().map(|problem| format!("  {problem}")).collect();
    bail!("the office's own rules in {} are not sound:\n{}", folder.display(), told.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::load;
    use kit::testing::TempDir;
    use rules::{Area, BUILTIN};

    fn roles() -> String {
        let general = BUILTIN.iter().find(|(name, _)| *name == "roles-general.toml").expect("the roles").1;
        general.replacen("id = \"roles-general\"", "id = \"roles-ours\"\nscope = \"office\"", 1)
    }

    /// The posts with one more, which is named so.
    fn posts(name: &str) -> String {
        let general = BUILTIN.iter().find(|(name, _)| *name == "posts-general.toml").expect("the posts").1;
        let line = format!(
            "posts = [\n    {{ key = \"team_leader\", {name}unit_kinds = [\"cell\"], seats = 3, leads_at = [] }},"
        );
        let own = general.replacen("id = \"posts-general\"", "id = \"posts-ours\"\nscope = \"office\"", 1);
        own.replacen("posts = [", &line, 1)
    }

    #[test]
    fn an_offices_own_file_is_read_or_named_with_what_is_wrong_in_it() {
        let study = BUILTIN.iter().find(|(name, _)| *name == "study-founding.toml").expect("a study rule").1;
        let study = study.replacen("id = \"study-founding\"", "id = \"study-ours\"", 1).replacen(
            "\"founding\"",
            "\"office\"",
            1,
        );
        let discipline = BUILTIN.iter().find(|(name, _)| *name == "discipline-212-qd-tw-2026.toml").expect("a rule").1;
        let discipline = discipline.replacen("\"discipline-212-qd-tw-2026\"", "\"ours\"\nscope = \"office\"", 1);
        let sign_in = BUILTIN.iter().find(|(name, _)| *name == "sign-in-general.toml").expect("a rule").1;
        let sign_in = sign_in.replacen("\"sign-in-general\"", "\"sign-in-ours\"\nscope = \"office\"", 1);
        for (text, told) in [
            (roles(), ""),
            (
                roles().replacen("\"read_people\"", "\"read_poeple\"", 1),
                "ours.toml: roles.roles[1].rights: \"read_poeple\"",
            ),
            (
                roles().replacen("scope = \"office\"", "scope = \"elsewhere\"", 1),
                "ours.toml: scope: should be \"office\"",
            ),
            (study.replacen("target_basis_points = 9800", "target_basis_points = 9500", 1), ""),
            (study.replacen("target_basis_points = 9800", "target_basis_points = 95000", 1), "ours.toml: study.target"),
            (discipline, "ours.toml: area: an office may write \"roles\""),
            (posts("vi = \"tổ trưởng tổ dân vận\", en = \"leader of the mobilisation team\", "), ""),
            (posts(""), "ours.toml: posts.posts: the post \"team_leader\" has no name"),
            (posts("vi = \"tổ trưởng\", "), "ours.toml: posts.posts[0].en"),
            (sign_in, ""),
            ("id = ".to_owned(), "ours.toml: whole file: is not TOML, line 1"),
        ] {
            let data = TempDir::new();
            std::fs::create_dir(data.path().join("rules")).expect("a folder");
            std::fs::write(data.path().join("rules").join("ours.toml"), text).expect("a file");
            match load(data.path()) {
                Ok(book) => {
                    assert_eq!(told, "");
                    let day = kit::clock::Day::of(2018, 11, 23).0;
                    let held = |area| book.on(area, Some("office"), day).is_some_and(|set| set.id.ends_with("-ours"));
                    let areas = [Area::Roles, Area::SignIn, Area::Posts, Area::Study];
                    assert_eq!(areas.into_iter().filter(|area| held(*area)).count(), 1);
                }
                Err(error) => assert!(!told.is_empty() && error.to_string().contains(told), "{told}: {error}"),
            }
        }
        assert!(load(TempDir::new().path()).is_ok(), "without a folder the program's rules hold");
    }
}
