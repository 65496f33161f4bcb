//! Where the office is found and who answers there: a page of its own, the foot of every page, and a block.

use super::Maker;
use super::frame::Frame;
use askama::Template;
use bridge::{Contact, Content};
use kit::clock::Ts;

#[derive(Template)]
#[template(path = "pages/contact.html")]
pub(super) struct ContactPage {
    frame: Frame,
    place: Lines,
    persons: Vec<Person>,
    /// From which day this is.
    as_of: String,
}

/// An address as it is read, called and written to.
pub(super) struct Lines {
    pub(super) address: String,
    pub(super) phone: Reached,
    pub(super) email: Reached,
    pub(super) hours: String,
}

/// How somebody is reached: the address that a device opens, and what is read; both empty where it is not known.
pub(super) struct Reached {
    pub(super) href: String,
    pub(super) text: String,
}

struct Person {
    post: String,
    name: String,
    phone: Reached,
    email: Reached,
}

fn phone(text: &str) -> Reached {
    let number: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    Reached { href: if number.is_empty() { number } else { format!("tel:{number}") }, text: text.to_owned() }
}

fn mail(text: &str) -> Reached {
    let href = if text.is_empty() { String::new() } else { format!("mailto:{text}") };
    Reached { href, text: text.to_owned() }
}

impl Maker<'_> {
    /// What the layout says of the office today.
    pub(crate) fn contact(&self) -> Option<&Contact> {
        let day = self.day.to_string();
        let blocks = self.layout.iter().flat_map(|layout| &layout.blocks).filter(|placed| placed.stands_on(&day));
        blocks.into_iter().find_map(|placed| if let Content::Contact(it) = &placed.what { Some(&**it) } else { None })
    }

    pub(super) fn lines(&self, it: &Contact) -> Lines {
        Lines {
            address: self.text(&it.address),
            phone: phone(&it.phone),
            email: mail(&it.email),
            hours: self.text(&it.hours),
        }
    }

    pub(super) fn contact_page(&self) -> Option<ContactPage> {
        let (it, own) = (self.contact()?, "/lien-he");
        let person = |person: &bridge::Official| Person {
            post: self.text(&person.post),
            name: person.name.clone(),
            phone: phone(&person.phone),
            email: mail(&person.email),
        };
        let published = self.layout.as_ref().map_or(0, |layout| layout.published_at);
        Some(ContactPage {
            place: self.lines(it),
            persons: it.persons.iter().map(person).collect(),
            as_of: self.w.with("contact-as-of", "day", Ts(published).day().written()),
            frame: self.frame(self.w.say("contact-title"), vec![], own, self.head(own)),
        })
    }
}
