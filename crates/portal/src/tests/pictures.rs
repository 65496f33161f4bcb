//! Pictures: what an edition names is shown, in the bytes that were signed for, and nothing else.

use super::*;
use bridge::{Photo, PhotoFile, PhotoFormat, Picture};

fn hash(bytes: &[u8]) -> String {
    bridge::digest(bytes)
}

/// An edition with a picture beside its headline and one in its text.
fn with_picture(files: &[(&[u8], PhotoFormat)]) -> Entry {
    let Entry::Edition(mut it) = edition(1, 2) else { unreachable!() };
    let file = |(bytes, format): &(&[u8], PhotoFormat)| PhotoFile {
        hash: hash(bytes),
        format: *format,
        width: 480,
        height: 320,
    };
    let files: Vec<PhotoFile> = files.iter().map(file).collect();
    let photo = Photo {
        alt: "Đại biểu \"biểu quyết\" <script>".into(),
        caption: Some("Quang cảnh".into()),
        credit: Some("Ảnh: Trọng Tín".into()),
        card: files.clone(),
        files,
    };
    it.body.push(Block::Photo(Box::new(photo.clone())));
    it.photo = Some(Box::new(photo));
    Entry::Edition(it)
}

#[tokio::test]
async fn a_picture_is_shown_in_the_bytes_that_were_signed_for() {
    let t = TestPortal::with_articles().await;
    let (webp, jpeg, secret): (&[u8], &[u8], &[u8]) = (b"RIFF webp", b"\xff\xd8\xff jpeg", b"\xff\xd8\xff noch nie");
    for bytes in [webp, jpeg, secret] {
        t.portal.keep_picture(bytes).unwrap();
    }
    let address = |bytes: &[u8], ending: &str| format!("/anh-bai/{}.{ending}", hash(bytes));
    assert_eq!(t.reader().get(&address(jpeg, "jpg")).await.outcome(), "404", "nothing shows it yet");
    let shown = with_picture(&[(webp, PhotoFormat::Webp), (jpeg, PhotoFormat::Jpeg)]);
    t.portal.apply(&bundle(4, &[shown]), STREAM).await.unwrap();
    let page = t.reader().get(ARTICLE).await.html();
    for part in [
        "<source type=\"image/webp\" srcset=\"/anh-bai/",
        "width=\"480\" height=\"320\" loading=\"eager\"",
        "loading=\"lazy\" decoding=\"async\" alt=\"Đại biểu &quot;biểu quyết&quot; &lt;script&gt;\"",
        "<figcaption>Quang cảnh <small>Ảnh: Trọng Tín</small></figcaption>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(t.reader().get("/").await.html().contains(&address(webp, "webp")), "the card of the front page");
    // The article as a file lies elsewhere, and browsers take the set before the one picture.
    let saved = t.reader().get(&format!("{ARTICLE}/luu.html")).await.html();
    let at = |bytes: &[u8], ending: &str| format!("\"https://tinhbien.example{}", address(bytes, ending));
    for part in [
        format!("srcset={} 480w\"", at(webp, "webp")),
        format!("srcset={} 480w", at(jpeg, "jpg")),
        format!("src={}\"", at(jpeg, "jpg")),
    ] {
        assert!(saved.contains(&part), "{part}: {saved}");
    }
    assert!(!saved.contains("\"/anh-bai/") && !saved.contains(", /anh-bai/"), "{saved}");
    for (path, outcome) in [
        (address(jpeg, "jpg"), "200"),
        (address(webp, "webp"), "200"),
        (address(jpeg, "webp"), "404"),
        (address(secret, "jpg"), "404"),
        (format!("/anh-bai/{}.svg", hash(jpeg)), "404"),
        ("/anh-bai/..%2f..%2fsecret.jpg".to_owned(), "404"),
        (format!("/en{}", address(jpeg, "jpg")), "404"),
    ] {
        assert_eq!(t.reader().get(&path).await.outcome(), outcome, "{path}");
    }
    let file = t.reader().get(&address(jpeg, "jpg")).await;
    assert_eq!(file.body, jpeg);
    assert_eq!(file.headers["content-type"], "image/jpeg");
    assert_eq!(file.headers["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(file.headers["x-content-type-options"], "nosniff");
    // What is taken back without a text leaves no picture either.
    let gone = Entry::Withdrawal { article_id: 1, at: 0, reason: "Sai".into(), fate: bridge::Fate::Gone };
    t.portal.apply(&bundle(5, &[gone]), STREAM).await.unwrap();
    assert_eq!(t.reader().get(&address(jpeg, "jpg")).await.outcome(), "404");
}

#[tokio::test]
async fn a_picture_that_a_correction_took_out_is_gone_from_earlier_editions_too() {
    let t = TestPortal::with_articles().await;
    let (face, kept, old): (&[u8], &[u8], &[u8]) = (b"\xff\xd8\xff face", b"\xff\xd8\xff kept", b"\xff\xd8\xff old");
    for bytes in [face, kept, old] {
        t.portal.keep_picture(bytes).unwrap();
    }
    let photo = |bytes: &[u8]| {
        let file = PhotoFile { hash: hash(bytes), format: PhotoFormat::Jpeg, width: 480, height: 320 };
        Photo { alt: "Hội nghị".into(), caption: None, credit: None, card: vec![file.clone()], files: vec![file] }
    };
    let brought = Picture {
        file: format!("{}.jpg", hash(old)),
        width: 8,
        height: 6,
        alt: "Đại hội".into(),
        caption: String::new(),
    };
    let with = |article, number, photos: &[&[u8]], pictures: &[&Picture]| {
        let Entry::Edition(mut it) = edition(article, number) else { unreachable!() };
        it.photo = photos.first().map(|bytes| Box::new(photo(bytes)));
        it.body = photos.iter().map(|bytes| Block::Photo(Box::new(photo(bytes)))).collect();
        it.body.push(Block::Quote(pictures.iter().map(|it| Block::Picture((*it).clone())).collect()));
        Entry::Edition(it)
    };
    let (face, kept, old) = (
        format!("/anh-bai/{}.jpg", hash(face)),
        format!("/anh-bai/{}.jpg", hash(kept)),
        format!("/anh/{}.jpg", hash(old)),
    );
    let (first, note) = (format!("{ARTICLE}/ban/2"), "(Ảnh này đã được bỏ ở bản sau.)");
    let see = async |files: [&str; 3]| {
        for (file, expected) in [&face, &kept, &old].into_iter().zip(files) {
            assert_eq!(t.reader().get(file).await.outcome(), expected, "{file}");
            assert_eq!(t.portal.shows("", file), expected == "200", "{file}: what the office is told");
            assert!(!t.portal.shows("xa-la", file), "{file}: no portal has this key");
        }
        let page = t.reader().get(&first).await.html();
        let notes = page.matches(note).count();
        let shown = [&face, &kept, &old].map(|file| page.contains(file.as_str()));
        assert_eq!(shown, files.map(|outcome| outcome == "200"), "{page}");
        notes
    };
    let (face_bytes, kept_bytes): (&[u8], &[u8]) = (b"\xff\xd8\xff face", b"\xff\xd8\xff kept");
    let all = with(1, 2, &[face_bytes, kept_bytes], &[&brought]);
    t.portal.apply(&bundle(4, &[all]), STREAM).await.unwrap();
    assert_eq!(see(["200", "200", "200"]).await, 0);
    // Beside the headline, in the text, in a quotation.
    t.portal.apply(&bundle(5, &[with(1, 3, &[kept_bytes], &[])]), STREAM).await.unwrap();
    assert_eq!(see(["404", "200", "404"]).await, 3);
    // Another article shows it by itself.
    t.portal.apply(&bundle(6, &[with(2, 2, &[], &[&brought])]), STREAM).await.unwrap();
    assert_eq!(see(["404", "200", "200"]).await, 2);
    // What a correction put back is there again, and a portal that was started anew says the same.
    t.portal.apply(&bundle(7, &[with(1, 4, &[face_bytes, kept_bytes], &[])]), STREAM).await.unwrap();
    assert_eq!(see(["200", "200", "200"]).await, 0);
    t.portal.apply(&bundle(8, &[with(1, 5, &[], &[])]), STREAM).await.unwrap();
    assert_eq!(see(["404", "404", "200"]).await, 3);
    let again = open(&t.test, &t.clock).await;
    assert_eq!(Door::new(again.router()).get(&face).await.outcome(), "404");
}
