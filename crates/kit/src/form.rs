//! Forms: what was typed, and what is wrong with it by field. A form with errors comes back with what was typed.

use crate::failure::Failure;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;

/// The largest form without files, in bytes. An article of a hundred pages fits.
const FORM_LIMIT: usize = 1 << 20;
/// The largest form of a door, in bytes: strangers send it, and may send many.
const DOOR_LIMIT: usize = 64 << 10;
/// The largest form with files, in bytes.
const UPLOAD_LIMIT: usize = 12 << 20;
/// The largest form with a list of many thousands, in bytes.
const LIST_LIMIT: usize = 32 << 20;
/// Fields in one form at most; an attendance sheet of a thousand names needs three each.
const FIELD_LIMIT: usize = 5000;

/// A file that came with a form.
#[derive(Clone)]
pub struct Upload {
    /// The name it had on the sender's machine; shown, never used as a path.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// A form's fields as they came, and what is wrong with them.
#[derive(Clone, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    uploads: Vec<(String, Upload)>,
    errors: Vec<(String, String)>,
    labels: Vec<(String, String)>,
}

impl Form {
    /// A form that is shown for the first time, with these values in it.
    pub fn filled<K: Into<String>, V: Into<String>>(values: impl IntoIterator<Item = (K, V)>) -> Form {
        Form { fields: values.into_iter().map(|(k, v)| (k.into(), v.into())).collect(), ..Form::default() }
    }

    /// Puts another value into a field: a version that was read anew.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.into()));
    }

    /// What was typed into `name`, without blanks around it; empty when the field is missing.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// What was typed into `name`, untouched: for texts of several lines and for passwords.
    pub fn raw(&self, name: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    /// All fields whose names begin with `prefix`, with the rest of the name: `state-17` gives `("17", …)`.
    pub fn with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        self.fields.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.trim())))
    }

    /// The file chosen for `name`, if one was.
    pub fn upload(&self, name: &str) -> Option<&Upload> {
        self.uploads.iter().find(|(n, upload)| n == name && !upload.bytes.is_empty()).map(|(_, upload)| upload)
    }

    /// The version of the thing that the form was made from, from its hidden field.
    ///
    /// # Errors
    /// [`Failure::Malformed`] when there is none: no page of ours sends such a form.
    pub fn version(&self) -> Result<i64, Failure> {
        self.get("version").parse().map_err(|_| Failure::Malformed)
    }

    /// For templates: what to put back into the field. Passwords are never put back.
    pub fn value(&self, name: &str) -> &str {
        if name.starts_with("password") { "" } else { self.raw(name) }
    }

    /// For templates: whether `name` had the value `value` (radio buttons, lists).
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == value
    }

    /// Says what is wrong with a field, in the user's language.
    pub fn wrong(&mut self, name: impl Into<String>, message: impl Into<String>) {
        self.errors.push((name.into(), message.into()));
    }

    /// For templates: what is wrong with `name`.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(n, _)| n == name).map(|(_, message)| message.as_str())
    }

    /// Says what people call a field: the summary above the form names it.
    pub fn call(&mut self, name: &str, label: impl Into<String>) {
        self.labels.push((name.to_owned(), label.into()));
    }

    /// For templates: everything that is wrong, field and message, for the summary above the form; a message begins with what
    /// the field is called, where that was said.
    pub fn summary(&self) -> Vec<(&str, String)> {
        let said = |(name, message): &(String, String)| match self.labels.iter().find(|(known, _)| known == name) {
            Some((_, label)) => format!("{label}: {message}"),
            None => message.clone(),
        };
        self.errors.iter().map(|error| (error.0.as_str(), said(error))).collect()
    }

    /// Everything that is wrong, field and message.
    pub fn errors(&self) -> &[(String, String)] {
        &self.errors
    }

    /// Whether nothing is wrong (so far).
    pub fn is_sound(&self) -> bool {
        self.errors.is_empty()
    }
}

/// A form with a list of many thousands: for whoever may bring one, so it is asked for after the right was looked at.
pub struct ListForm(pub Form);

impl<S: Send + Sync> FromRequest<S> for ListForm {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<ListForm, Failure> {
        Form::take(request, state, LIST_LIMIT).await.map(ListForm)
    }
}

/// A form that strangers may send: a few fields, and no files.
pub struct DoorForm(pub Form);

impl<S: Send + Sync> FromRequest<S> for DoorForm {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<DoorForm, Failure> {
        if !is_urlencoded(kind(&request)) {
            return Err(Failure::Malformed);
        }
        urlencoded(&read(request, DOOR_LIMIT).await?).map(DoorForm)
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Form, Failure> {
        Form::take(request, state, UPLOAD_LIMIT).await
    }
}

impl Form {
    async fn take<S: Send + Sync>(request: Request, state: &S, upload_limit: usize) -> Result<Form, Failure> {
        let kind = kind(&request).to_owned();
        if is_urlencoded(&kind) {
            urlencoded(&read(request, FORM_LIMIT).await?)
        } else if kind.starts_with("multipart/form-data") {
            // Read whole and bounded first: the houses lift axum's own limit of 2 MiB in favour of this one.
            let mut bounded = Request::new(axum::body::Body::empty());
            *bounded.headers_mut() = request.headers().clone();
            *bounded.extensions_mut() = request.extensions().clone();
            *bounded.body_mut() = read(request, upload_limit).await?.into();
            multipart(Multipart::from_request(bounded, state).await.map_err(|_| Failure::Malformed)?).await
        } else {
            Err(Failure::Malformed)
        }
    }
}

fn kind(request: &Request) -> &str {
    request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn is_urlencoded(kind: &str) -> bool {
    kind.starts_with("application/x-www-form-urlencoded")
}

async fn read(request: Request, limit: usize) -> Result<Bytes, Failure> {
    let stated = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if stated.is_some_and(|length| length > limit) {
        return Err(Failure::TooLarge);
    }
    axum::body::to_bytes(request.into_body(), limit).await.map_err(|_| Failure::TooLarge)
}

fn urlencoded(bytes: &[u8]) -> Result<Form, Failure> {
    let mut form = Form::default();
    for pair in bytes.split(|b| *b == b'&').filter(|pair| !pair.is_empty()) {
        if form.fields.len() == FIELD_LIMIT {
            return Err(Failure::TooLarge);
        }
        let (name, value) =
            pair.iter().position(|b| *b == b'=').map_or((pair, &b""[..]), |at| (&pair[..at], &pair[at + 1..]));
        form.fields.push((decode(name)?, decode(value)?));
    }
    Ok(form)
}

fn decode(bytes: &[u8]) -> Result<String, Failure> {
    crate::web::decode(bytes, true).filter(|text| !text.contains('\0')).ok_or(Failure::Malformed)
}

async fn multipart(mut parts: Multipart) -> Result<Form, Failure> {
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.map_err(|_| Failure::Malformed)? {
        if form.fields.len() + form.uploads.len() == FIELD_LIMIT {
            return Err(Failure::TooLarge);
        }
        let name = part.name().unwrap_or("").to_owned();
        match part.file_name().map(str::to_owned) {
            Some(file) => {
                let bytes = part.bytes().await.map_err(|_| Failure::Malformed)?;
                form.uploads.push((name, Upload { name: file, bytes }));
            }
            None => {
                let text = part.text().await.map_err(|_| Failure::Malformed)?;
                if text.contains('\0') {
                    return Err(Failure::Malformed);
                }
                form.fields.push((name, text));
            }
        }
    }
    Ok(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_but_never_a_password() {
        let form =
            urlencoded("name=Tr%E1%BA%A7n+V%C4%83n+A&password=bi-mat&state-7=attended&state-9=absent".as_bytes())
                .unwrap();
        assert_eq!(form.value("name"), "Trần Văn A");
        assert_eq!((form.raw("password"), form.value("password")), ("bi-mat", ""));
        assert_eq!(form.with_prefix("state-").collect::<Vec<_>>(), [("7", "attended"), ("9", "absent")]);
    }

    #[tokio::test]
    async fn a_stranger_sends_little_and_no_file() {
        let (form, file) = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x");
        for (kind, size, answered) in
            [(form, 100, "read"), (form, DOOR_LIMIT + 1, "too large"), (file, 100, "malformed"), ("", 100, "malformed")]
        {
            let body = axum::body::Body::from(format!("a={}", "1".repeat(size - 2)));
            let request = Request::builder().header(header::CONTENT_TYPE, kind).body(body).unwrap();
            let told = match DoorForm::from_request(request, &()).await {
                Ok(DoorForm(form)) => {
                    if form.get("a").len() == size - 2 {
                        "read"
                    } else {
                        "cut"
                    }
                }
                Err(Failure::TooLarge) => "too large",
                Err(Failure::Malformed) => "malformed",
                Err(_) => "failed",
            };
            assert_eq!(told, answered, "{kind} {size}");
        }
    }

    #[test]
    fn a_form_that_cannot_be_read_is_malformed() {
        for broken in ["a=%ff%fe", "a=%2", "a=%zz", "a=b%00c"] {
            assert!(matches!(urlencoded(broken.as_bytes()), Err(Failure::Malformed)), "{broken}");
        }
        let many = "a=1&".repeat(FIELD_LIMIT + 1);
        assert!(matches!(urlencoded(many.as_bytes()), Err(Failure::TooLarge)));
    }
}
