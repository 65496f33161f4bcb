//! The keys of an installation: made at its first start, kept apart from the databases, readable by the owner alone.

use anyhow::{Context, Result};
use bridge::SigningKey;
use kit::clock::Chance;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// What the houses need to be trusted and to keep secrets.
pub struct Keys {
    /// Signs what crosses the bridge.
    pub bridge: SigningKey,
    /// Wraps each person's own data key.
    pub master: [u8; 32],
}

/// Reads the keys below `folder`, making those that are missing.
pub fn read_or_make(folder: &Path) -> Result<Keys> {
    let folder = folder.join("keys");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(Keys {
        bridge: SigningKey::from_bytes(&key(&folder.join("bridge.key"))?),
        master: key(&folder.join("master.key"))?,
    })
}

fn key(path: &Path) -> Result<[u8; 32]> {
    if !path.exists() {
        let bytes: [u8; 32] = Chance::system().bytes();
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(kit::hex(&bytes).as_bytes())?;
        file.sync_all()?;
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let bytes = kit::unhex(text.trim()).and_then(|bytes| bytes.try_into().ok());
    bytes.with_context(|| format!("{} is no key of 64 hexadecimal digits", path.display()))
}
