//! Who vouches for people at the office's door: `provider.toml` in the data folder, and the word by which the office proves
//! itself there, in `keys/provider.secret` beside the other keys.

use anyhow::{Context, Result, bail, ensure};
use office::identity::provider::Provider;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The provider that whoever runs the office has named; `None` when there is no such file, and then nothing outside is ever
/// called.
///
/// # Errors
/// What is wrong with the file, or a secret that others than its owner can read.
pub fn read(data: &Path) -> Result<Option<Provider>> {
    let file = data.join("provider.toml");
    if !file.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut provider: Provider = toml::from_str(&text).with_context(|| format!("in {}", file.display()))?;
    if let Some(problem) = provider.problem() {
        bail!("{}: {problem}", file.display());
    }
    let secret = data.join("keys").join("provider.secret");
    if secret.exists() {
        let mode = std::fs::metadata(&secret)?.permissions().mode();
        ensure!(mode & 0o077 == 0, "{} can be read by others than its owner; chmod 600", secret.display());
        let text = std::fs::read_to_string(&secret).with_context(|| format!("cannot read {}", secret.display()))?;
        provider.secret = text.trim().to_owned();
    }
    Ok(Some(provider))
}

#[cfg(test)]
mod tests {
    use super::read;
    use std::fs::{Permissions, create_dir_all, set_permissions, write};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_provider_is_read_with_its_secret_or_said_what_is_wrong_with_it() {
        let folder = kit::testing::TempDir::new();
        let data = folder.path();
        assert!(read(data).expect("nothing is nothing").is_none());
        let sound = "name = \"Cổng tỉnh\"\nissuer = \"https://id.example\"\nclient_id = \"van-phong\"\n";
        write(data.join("provider.toml"), sound).expect("written");
        assert_eq!(read(data).expect("sound").expect("one").secret, "");
        create_dir_all(data.join("keys")).expect("a folder");
        let secret = data.join("keys/provider.secret");
        write(&secret, "rất kín\n").expect("written");
        set_permissions(&secret, Permissions::from_mode(0o644)).expect("set");
        let open = read(data).expect_err("anybody can read it").to_string();
        assert!(open.contains("can be read by others") && !open.contains("kín"), "{open}");
        set_permissions(&secret, Permissions::from_mode(0o600)).expect("set");
        let provider = read(data).expect("sound").expect("one");
        assert_eq!(provider.secret, "rất kín");
        assert!(!format!("{provider:?}").contains("kín"), "it is in no log");
        for (from, to, told) in [
            ("https://", "http://", "begins with https://"),
            ("client_id", "client", "unknown field"),
            ("\"van-phong\"", "\"\"", "must not be empty"),
        ] {
            write(data.join("provider.toml"), sound.replacen(from, to, 1)).expect("written");
            let wrong = format!("{:#}", read(data).expect_err(told));
            assert!(wrong.contains(told), "{told}: {wrong}");
        }
    }
}
