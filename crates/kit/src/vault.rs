//! Sensitive values, sealed under a key of each person's own. The person's key is wrapped by a master key that is kept
//! apart from the database; destroying the wrapped key erases the values, in the record and in every backup of the
//! journal alike, and keeps the counts and the chain.

use crate::clock::{Chance, Ts};
use crate::db::{Conn, DbError, Result};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Seals and opens with a master key.
#[derive(Clone)]
pub struct Vault {
    master: XChaCha20Poly1305,
    /// Keys the digests by which equal values are found: a key of its own, derived from the master key.
    marking: Hmac<Sha256>,
    chance: Chance,
}

impl Vault {
    /// A vault under `master`.
    pub fn new(master: &[u8; 32], chance: Chance) -> Vault {
        let key = Sha256::digest([&b"marking"[..], master].concat());
        let marking = Hmac::new_from_slice(&key).expect("a key of any length will do");
        Vault { master: XChaCha20Poly1305::new(master.into()), marking, chance }
    }

    /// A key for one purpose, made from the master key: the same at every start, and of no use for any other purpose.
    pub fn key_for(&self, purpose: &str) -> [u8; 32] {
        let mut marking = self.marking.clone();
        marking.update(b"key for ");
        marking.update(purpose.as_bytes());
        marking.finalize().into_bytes().into()
    }

    /// A digest by which the same value of the same `kind` is found again without opening anything; worthless to
    /// whoever has the database and not the master key. Hexadecimal digits.
    pub fn mark(&self, kind: &str, value: &str) -> String {
        let mut marking = self.marking.clone();
        for part in [kind, "/", value] {
            marking.update(part.as_bytes());
        }
        crate::hex(&marking.finalize().into_bytes())
    }

    /// Seals `text` for the person (`subject`, `id`), whose key is made at the first time. Hexadecimal digits, fit for
    /// a text column and for the journal.
    pub async fn seal(&self, conn: &mut Conn, subject: &str, id: i64, text: &str, now: Ts) -> Result<String> {
        self.sealer(conn, subject, id, now).await?.seal(text)
    }

    /// The same for bytes: a scan that speaks of the person.
    pub async fn seal_bytes(&self, conn: &mut Conn, subject: &str, id: i64, bytes: &[u8], now: Ts) -> Result<Vec<u8>> {
        self.sealer(conn, subject, id, now).await?.seal_bytes(bytes)
    }

    /// The person's key at hand, for several values: it is asked for once.
    pub async fn sealer(&self, conn: &mut Conn, subject: &str, id: i64, now: Ts) -> Result<Sealer> {
        let key = match self.key(conn, subject, id).await? {
            Some(key) => key,
            None => self.make_key(conn, subject, id, now).await?,
        };
        let cipher = XChaCha20Poly1305::new((&key).into());
        Ok(Sealer { cipher, name: name(subject, id), chance: self.chance.clone() })
    }

    /// Opens what [`Vault::seal`] sealed; `None` when the person's key was destroyed.
    ///
    /// # Errors
    /// When the value was altered or belongs to another person.
    pub async fn open(&self, conn: &mut Conn, subject: &str, id: i64, sealed: &str) -> Result<Option<String>> {
        let Some(key) = self.key(conn, subject, id).await? else { return Ok(None) };
        unlock_text(&XChaCha20Poly1305::new((&key).into()), sealed, &name(subject, id)).map(Some)
    }

    /// Opens what [`Vault::seal_bytes`] sealed, in the same way.
    pub async fn open_bytes(&self, conn: &mut Conn, subject: &str, id: i64, sealed: &[u8]) -> Result<Option<Vec<u8>>> {
        let Some(key) = self.key(conn, subject, id).await? else { return Ok(None) };
        unlock(&XChaCha20Poly1305::new((&key).into()), sealed, &name(subject, id)).map(Some)
    }

    /// Destroys the person's key: what was sealed with it can never be read again.
    pub async fn erase(&self, conn: &mut Conn, subject: &str, id: i64) -> Result<()> {
        conn.exec("DELETE FROM subject_key WHERE subject = $1 AND subject_id = $2", &[&subject, &id]).await?;
        Ok(())
    }

    /// The keys of many who have none yet, made at once.
    ///
    /// # Errors
    /// [`DbError::Unique`] when one of them has a key already.
    pub async fn fresh(&self, conn: &mut Conn, subject: &'static str, ids: &[i64], now: Ts) -> Result<Vec<Sealer>> {
        let mut wrapped = Vec::with_capacity(ids.len());
        let mut sealers = Vec::with_capacity(ids.len());
        for id in ids {
            let (key, name): ([u8; 32], _) = (self.chance.bytes(), name(subject, *id));
            wrapped.push(lock(&self.master, &key, &name, &self.chance)?);
            let cipher = XChaCha20Poly1305::new((&key).into());
            sealers.push(Sealer { cipher, name, chance: self.chance.clone() });
        }
        let rows: Vec<[&dyn crate::db::Arg; 4]> = ids
            .iter()
            .zip(&wrapped)
            .map(|(id, wrapped)| [&subject as &dyn crate::db::Arg, id, wrapped, &now])
            .collect();
        conn.insert_all("subject_key", ["subject", "subject_id", "wrapped", "made_at"], &rows).await?;
        Ok(sealers)
    }

    /// The keys at hand of many: of whom none was made, or whose key was destroyed, is left out.
    pub async fn sealers(&self, conn: &mut Conn, subject: &str, ids: &[i64]) -> Result<HashMap<i64, Sealer>> {
        let ids = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT subject_id, wrapped FROM subject_key WHERE subject = $1 AND subject_id IN ({ids})");
        let rows: Vec<(i64, Vec<u8>)> = if ids.is_empty() { vec![] } else { conn.all(&sql, &[&subject]).await? };
        let sealer = |(id, wrapped): (i64, Vec<u8>)| {
            let name = name(subject, id);
            let cipher = XChaCha20Poly1305::new((&self.unwrap(&wrapped, &name)?).into());
            Ok((id, Sealer { cipher, name, chance: self.chance.clone() }))
        };
        rows.into_iter().map(sealer).collect()
    }

    async fn key(&self, conn: &mut Conn, subject: &str, id: i64) -> Result<Option<[u8; 32]>> {
        let wrapped: Option<Vec<u8>> = conn
            .value("SELECT wrapped FROM subject_key WHERE subject = $1 AND subject_id = $2", &[&subject, &id])
            .await?;
        wrapped.map(|wrapped| self.unwrap(&wrapped, &name(subject, id))).transpose()
    }

    fn unwrap(&self, wrapped: &[u8], name: &str) -> Result<[u8; 32]> {
        let key = unlock(&self.master, wrapped, name)?;
        key.try_into().map_err(|_| DbError::Broken("a wrapped key has another length".into()))
    }

    async fn make_key(&self, conn: &mut Conn, subject: &str, id: i64, now: Ts) -> Result<[u8; 32]> {
        let key: [u8; 32] = self.chance.bytes();
        let wrapped = lock(&self.master, &key, &name(subject, id), &self.chance)?;
        conn.exec(
            "INSERT INTO subject_key (subject, subject_id, wrapped, made_at) VALUES ($1, $2, $3, $4)",
            &[&subject, &id, &wrapped, &now],
        )
        .await?;
        Ok(key)
    }
}

/// Seals what is said of one person, and opens it again.
pub struct Sealer {
    cipher: XChaCha20Poly1305,
    name: String,
    chance: Chance,
}

impl Sealer {
    /// Seals a text, as [`Vault::seal`] does.
    pub fn seal(&self, text: &str) -> Result<String> {
        Ok(crate::hex(&self.seal_bytes(text.as_bytes())?))
    }

    /// Opens a text of this person, as [`Vault::open`] does.
    ///
    /// # Errors
    /// When the value was altered or belongs to another person.
    pub fn open(&self, sealed: &str) -> Result<String> {
        unlock_text(&self.cipher, sealed, &self.name)
    }

    fn seal_bytes(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        lock(&self.cipher, bytes, &self.name, &self.chance)
    }
}

fn lock(cipher: &XChaCha20Poly1305, plain: &[u8], name: &str, chance: &Chance) -> Result<Vec<u8>> {
    let nonce: [u8; 24] = chance.bytes();
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: name.as_bytes() })
        .map_err(|_| DbError::Broken("a value cannot be sealed".into()))?;
    Ok([&nonce[..], &sealed].concat())
}

fn unlock(cipher: &XChaCha20Poly1305, bytes: &[u8], name: &str) -> Result<Vec<u8>> {
    let broken = || DbError::Broken("a sealed value was altered, or the master key is another one".into());
    let (nonce, sealed) = bytes.split_first_chunk::<24>().ok_or_else(broken)?;
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: name.as_bytes() }).map_err(|_| broken())
}

fn unlock_text(cipher: &XChaCha20Poly1305, sealed: &str, name: &str) -> Result<String> {
    let bytes = crate::unhex(sealed).ok_or_else(|| DbError::Broken("a sealed value cannot be read".into()))?;
    String::from_utf8(unlock(cipher, &bytes, name)?).map_err(|e| DbError::Broken(e.to_string()))
}

fn name(subject: &str, id: i64) -> String {
    format!("{subject}/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::MIGRATIONS;
    use crate::testing::fresh;

    const NOW: Ts = Ts(0);

    #[tokio::test]
    async fn a_value_opens_for_its_person_until_the_key_is_destroyed() {
        let test =
            fresh("vault", async |db: crate::db::Db| db.migrate(MIGRATIONS, NOW).await.expect("the schema")).await;
        let vault = Vault::new(&[7; 32], Chance::seeded(1));
        let mut tx = test.db.begin().await.unwrap();
        let sealed = vault.seal(&mut tx, "person", 5, "điều trị dài ngày", NOW).await.unwrap();
        assert!(!sealed.contains("điều trị"));
        assert_eq!(vault.open(&mut tx, "person", 5, &sealed).await.unwrap().as_deref(), Some("điều trị dài ngày"));

        vault.seal(&mut tx, "person", 6, "x", NOW).await.unwrap();
        assert!(vault.open(&mut tx, "person", 6, &sealed).await.is_err(), "another person's key does not open it");
        assert!(Vault::new(&[8; 32], Chance::seeded(1)).open(&mut tx, "person", 5, &sealed).await.is_err());

        let many = vault.fresh(&mut tx, "person", &[7, 8], NOW).await.unwrap();
        let other = many[1].seal("0912345678").unwrap();
        assert_eq!(vault.open(&mut tx, "person", 8, &other).await.unwrap().as_deref(), Some("0912345678"));
        assert!(vault.open(&mut tx, "person", 7, &other).await.is_err());

        vault.erase(&mut tx, "person", 5).await.unwrap();
        assert_eq!(vault.open(&mut tx, "person", 5, &sealed).await.unwrap(), None);

        let keys = vault.sealers(&mut tx, "person", &[5, 8, 44]).await.unwrap();
        assert_eq!(keys.keys().collect::<Vec<_>>(), [&8], "neither a destroyed key nor one never made");
        assert_eq!(keys[&8].open(&other).unwrap(), "0912345678");
        assert!(keys[&8].open(&sealed).is_err(), "another person's value");

        // Last, for PostgreSQL takes nothing more in a transaction once a statement in it was refused.
        assert!(vault.fresh(&mut tx, "person", &[9, 7], NOW).await.is_err(), "a key is made once");
    }

    #[test]
    fn a_key_is_for_one_purpose_and_under_one_master_key() {
        let (vault, other) = (Vault::new(&[7; 32], Chance::seeded(1)), Vault::new(&[8; 32], Chance::seeded(1)));
        assert_eq!(vault.key_for("report"), vault.key_for("report"));
        assert_ne!(vault.key_for("report"), vault.key_for("bridge"));
        assert_ne!(vault.key_for("report"), other.key_for("report"));
        assert_ne!(crate::hex(&vault.key_for("report")), vault.mark("key for report", ""));
    }

    #[test]
    fn a_mark_is_the_same_for_the_same_value_under_the_same_key_only() {
        let (vault, other) = (Vault::new(&[7; 32], Chance::seeded(1)), Vault::new(&[8; 32], Chance::seeded(1)));
        let mark = vault.mark("citizen_id", "089060001234");
        assert_eq!(mark, vault.mark("citizen_id", "089060001234"));
        for different in [
            vault.mark("citizen_id", "089060001235"),
            vault.mark("phone", "089060001234"),
            other.mark("citizen_id", "089060001234"),
        ] {
            assert_ne!(mark, different);
        }
    }
}
