//! Databases for the tests of this crate: an empty one, and one with the whole cast; and an office with its door.

use crate::identity::reach::Grant;
use crate::identity::reach::second::Giving;
use crate::identity::right::Role;
use crate::identity::{Account, NewAccount, create_account, give_role, sessions::make_link};
use crate::org::{Tree, kind};
use crate::shell::{Office, router};
use kit::clock::{Chance, Clock, Day, SECOND, Ts};
use kit::db::{Col, Db};
use kit::files::Files;
use kit::testing::{Answer, Door, TestDb, fresh};
use kit::vault::Vault;
use std::fmt::Debug;

/// The morning of the demo day.
pub fn morning() -> Ts {
    Day::of(2018, 11, 23).begins().plus(7 * 3600 * SECOND)
}

/// The tests' vault.
pub fn vault() -> Vault {
    Vault::new(&[7; 32], Chance::seeded(7))
}

async fn schema(db: &Db) {
    db.migrate(kit::journal::MIGRATIONS, Ts(0)).await.expect("the schema of kit");
    db.migrate(crate::MIGRATIONS, Ts(0)).await.expect("the schema of the record");
}

/// A database with the tables and nothing in them.
pub async fn empty() -> TestDb {
    fresh("recbare", async |db: Db| schema(&db).await).await
}

/// A database with the cast in it.
pub async fn cast() -> TestDb {
    fresh("reccast", async |db: Db| {
        schema(&db).await;
        crate::cast::load(&db, &vault(), &Clock::standing(morning())).await.expect("the cast");
    })
    .await
}

/// An office on the cast's record, or on an empty one, and the people at its door.
pub struct TestOffice {
    pub office: Office,
    /// The district committee.
    pub district: i64,
    /// The cell that has not been marked yet.
    pub silent_cell: i64,
    /// A commune committee to which the silent cell does not belong.
    pub elsewhere: i64,
    _test: TestDb,
}

impl TestOffice {
    /// With the cast.
    pub async fn new() -> TestOffice {
        let mut office = TestOffice::on(cast().await);
        let mut conn = office.office.db.read().await.unwrap();
        let tree = Tree::as_of(&mut conn, crate::cast::DEMO_DAY).await.unwrap();
        let silent = "SELECT unit_id FROM role_holding WHERE role = 'cell_secretary'";
        office.silent_cell = conn.value(silent, &[]).await.unwrap().unwrap();
        office.district = tree.roots()[0];
        let communes = tree.of_kind(kind::COMMUNE_COMMITTEE).map(|unit| unit.id);
        office.elsewhere = communes.into_iter().find(|id| !tree.is_within(office.silent_cell, *id)).unwrap();
        office
    }

    /// As another office, whose signature is not that of the others.
    pub fn of_another_key(mut self, key: u8) -> TestOffice {
        self.office.vault = Vault::new(&[key; 32], Chance::seeded(7));
        self
    }

    /// With the tables and nothing in them.
    pub async fn bare() -> TestOffice {
        TestOffice::on(empty().await)
    }

    fn on(test: TestDb) -> TestOffice {
        let clock = Clock::standing(morning());
        let files = Files::at(test.folder.path().join("files"));
        let office = Office::new(test.db.clone(), clock, Chance::system(), vault(), files, true);
        TestOffice { office, district: 0, silent_cell: 0, elsewhere: 0, _test: test }
    }

    /// Somebody at the door who is not signed in.
    pub fn visitor(&self) -> Door {
        Door::new(router(self.office.clone()))
    }

    /// Someone of the cast, signed in by a link.
    pub async fn as_cast(&self, login: &str) -> Door {
        self.enter(&self.link_of(login).await).await
    }

    /// A link for the account of a login.
    pub async fn link_of(&self, login: &str) -> String {
        let mut conn = self.office.db.read().await.unwrap();
        let account = Account::by_login(&mut conn, login).await.unwrap().expect("one who has an account");
        drop(conn);
        self.link_for(account.id).await
    }

    /// Someone new with a role at a unit, signed in by a link.
    pub async fn signed_in(&self, login: &str, role: Role, unit: i64) -> Door {
        self.enter(&self.link(login, role, unit).await).await
    }

    /// Somebody comes in by the link that another one makes for their account, as far as their second step, if they have one.
    pub async fn let_in(&self, maker: &mut Door, login: &str) -> Door {
        let uid: String = self.value("SELECT uid FROM account WHERE login = $1", &[&login]).await;
        let page = maker.post(&format!("/van-phong/nguoi-dung/{uid}/lien-ket"), &[]).await.html();
        let token = page.split("/van-phong/lien-ket/").nth(1).and_then(|rest| rest.split(['"', '<']).next());
        let mut door = self.visitor();
        let came = door.post(&format!("/van-phong/lien-ket/{}", token.expect("a link")), &[]).await.outcome();
        assert!(came.starts_with("303 /van-phong"), "{came}");
        door
    }

    /// An account gets one more role at a unit.
    pub async fn also(&self, login: &str, role: Role, unit: i64) {
        let account: i64 = self.value("SELECT id FROM account WHERE login = $1", &[&login]).await;
        let mut tx = self.office.db.begin().await.unwrap();
        let giving = Giving::console(unit, role.word());
        give_role(&mut tx, giving, account, self.office.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn enter(&self, link: &str) -> Door {
        let mut door = self.visitor();
        assert_eq!(door.post(link, &[]).await.outcome(), "303 /van-phong");
        door
    }

    /// Whoever holds a post at a unit, given an account and nothing else, signed in by a link.
    pub async fn by_post(&self, login: &str, title: &str, unit: i64) -> Door {
        let holder = "SELECT h.person_id FROM post_holding h JOIN post p ON p.id = h.post_id
                      WHERE p.title = $1 AND p.unit_id = $2 ORDER BY h.id DESC";
        let person: i64 = self.value(holder, &[&title, &unit]).await;
        self.enter(&self.account(login, Some(person), None, unit).await).await
    }

    /// A member of the record with an account and no role, signed in by a link.
    pub async fn member(&self, login: &str, person: i64) -> Door {
        self.enter(&self.account(login, Some(person), None, self.district).await).await
    }

    /// A link for someone new with a role at a unit.
    pub async fn link(&self, login: &str, role: Role, unit: i64) -> String {
        self.account(login, None, Some(role), unit).await
    }

    async fn account(&self, login: &str, person: Option<i64>, role: Option<Role>, unit: i64) -> String {
        let login = viet::slug(login);
        let new = NewAccount { login: &login, name: &login, post: "", person };
        let mut tx = self.office.db.begin().await.unwrap();
        let (grant, now) = (Grant::console(unit), self.office.clock.now());
        let account = create_account(&mut tx, grant, &new, &self.office.chance, now).await.unwrap();
        if let Some(role) = role {
            give_role(&mut tx, Giving::console(unit, role.word()), account, now).await.unwrap();
        }
        tx.commit().await.unwrap();
        self.link_for(account).await
    }

    async fn link_for(&self, account: i64) -> String {
        let mut tx = self.office.db.begin().await.unwrap();
        let (grant, now) = (Grant::console(0), self.office.clock.now());
        let link = make_link(&mut tx, grant, account, &self.office.chance, now).await.unwrap();
        tx.commit().await.unwrap();
        link
    }

    /// The leader agrees to what was just asked for; where what was done is seen.
    pub async fn agreed(&self, asked: &str) -> String {
        let proposal = asked.strip_prefix("303 ").and_then(|to| to.strip_suffix("?xong=de-nghi"));
        let proposal = proposal.unwrap_or_else(|| panic!("nothing was asked for: {asked}"));
        let mut leader = self.as_cast("leader").await;
        let seen = leader.get(proposal).await.field("seen");
        let done = leader.post(&format!("{proposal}/dong-y"), &[("seen", &*seen)]).await;
        assert_eq!(done.outcome(), format!("303 {proposal}?xong=dong-y"), "{}", done.text());
        let uid = proposal.rsplit('/').next().unwrap_or_default();
        self.value("SELECT result FROM proposal WHERE uid = $1", &[&uid]).await
    }

    /// Looks at what the form of a change of units brings, and then sends it as it was looked at; the outcome.
    pub async fn changed(&self, door: &mut Door, page: &str, fields: &[(&str, &str)]) -> String {
        let look = door.post(page, fields).await;
        assert_eq!(look.outcome(), "200", "{}", look.text());
        let seen = look.field("seen");
        let run = [("do", "run"), ("seen", &*seen)];
        let fields = fields.iter().copied().filter(|(name, _)| *name != "do");
        let fields: Vec<(&str, &str)> = fields.chain(run).collect();
        door.post(page, &fields).await.outcome()
    }

    /// One value of the record.
    pub async fn value<T: Col + Send>(&self, sql: &str, args: &[&dyn kit::db::Arg]) -> T {
        self.office.db.read().await.unwrap().value(sql, args).await.unwrap().expect("a value")
    }

    /// The page of the silent cell in the study campaign.
    pub async fn cell_address(&self) -> String {
        let campaign: String = self.value("SELECT uid FROM campaign ORDER BY id LIMIT 1", &[]).await;
        let cell: String = self.value("SELECT uid FROM unit WHERE id = $1", &[&self.silent_cell]).await;
        format!("/van-phong/hoc-tap/{campaign}/{cell}")
    }
}

/// Steps lead from state to state as these ways say, and nowhere else.
pub fn leads_nowhere_else<State: Copy + PartialEq + Debug, Step: Copy + PartialEq + Debug>(
    states: &[State],
    steps: &[Step],
    ways: &[(State, Step, State)],
    after: impl Fn(State, Step) -> Option<State>,
) {
    for (state, step) in states.iter().flat_map(|state| steps.iter().map(move |step| (*state, *step))) {
        let known = ways.iter().find(|(from, by, _)| (*from, *by) == (state, step)).map(|(.., to)| *to);
        assert_eq!(after(state, step), known, "{state:?} by {step:?}");
    }
}

/// Agrees to a proposal as a browser would: opens it, and sends what was looked at.
pub(crate) async fn agrees(door: &mut Door, proposal: &str) -> Answer {
    let page = door.get(proposal).await;
    let seen = if page.html().contains("name=\"seen\"") { page.field("seen") } else { String::new() };
    door.post(&format!("{proposal}/dong-y"), &[("seen", &*seen)]).await
}
