//! A Joomla of 3.10 as its hoster gives it: `joomla FOLDER N [BYTES]` writes FOLDER/site.sql and FOLDER/images with N articles,
//! each with a picture of BYTES (150000) of its own, in the dirty HTML that old editors wrote.

use anyhow::{Context, Result};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

const SENTENCES: [&str; 6] = [
    "Đảng bộ huyện tổ chức học tập, quán triệt nghị quyết của Trung ương tới từng chi bộ.",
    "Các cấp ủy phân công cấp ủy viên phụ trách địa bàn, nắm tình hình và giải quyết kiến nghị của nhân dân.",
    "Tỷ lệ đảng viên tham gia học tập đạt 98,6%, trong đó 14/14 xã, thị trấn hoàn thành trước thời hạn.",
    "Mặt trận Tổ quốc và các đoàn thể vận động hội viên xây dựng nông thôn mới, giữ gìn an ninh biên giới.",
    "Ban Thường vụ yêu cầu mỗi chi bộ có ít nhất một việc làm theo gương Bác thiết thực, hiệu quả.",
    "Công tác kiểm tra, giám sát được tiến hành theo chương trình, kịp thời chấn chỉnh thiếu sót.",
];

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(args.first().context("joomla FOLDER N [BYTES]")?);
    let count: u64 = args.get(1).context("how many articles?")?.parse()?;
    let bytes: usize = args.get(2).map_or(Ok(150_000), |b| b.parse())?;
    let images = folder.join("images").join("stories");
    std::fs::create_dir_all(&images)?;
    let mut out = BufWriter::new(File::create(folder.join("site.sql"))?);
    writeln!(out, "-- MySQL dump 10.13\n/*!40101 SET NAMES utf8mb4 */;")?;
    writeln!(
        out,
        "CREATE TABLE `jos_categories` (`id` int, `parent_id` int, `title` text, `alias` text, `extension` text);"
    )?;
    let categories: Vec<String> =
        (2..14).map(|id| format!("({id},1,'Chuyên mục {id}','muc-{id}','com_content')")).collect();
    writeln!(out, "INSERT INTO `jos_categories` VALUES {};", categories.join(","))?;
    writeln!(
        out,
        "CREATE TABLE `jos_content` (`id` int, `asset_id` int, `title` text, `alias` text, `introtext` text, `fulltext` text, `state` int, `catid` int, `created` datetime, `created_by` int, `created_by_alias` text, `publish_up` datetime, `publish_down` datetime, `images` text, `access` int, `hits` int, `featured` int, `xreference` text, PRIMARY KEY (`id`));"
    )?;
    let mut chance = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        chance
    };
    for id in 1..=count {
        let begins = if id % 50 == 1 { "INSERT INTO `jos_content` VALUES " } else { "," };
        let mut text = String::new();
        for _ in 0..12 {
            let said = SENTENCES[(next() % 6) as usize];
            text.push_str(&format!(
                "<p class=\\\"MsoNormal\\\" style=\\\"text-align: justify;\\\"><span style=\\\"font-size: 14pt; font-family: \\'Times New Roman\\'\\\">{said} {said}<o:p></o:p></span></p>\\r\\n"
            ));
        }
        let day = 1 + next() % 28;
        let ends = if id % 50 == 0 || id == count { ";\n" } else { "" };
        write!(
            out,
            "{begins}({id},{id},'Bài số {id}: {}','bai-so-{id}','<p><strong>{}</strong></p>','<p><img src=\\\"images/stories/{id}.png\\\" alt=\\\"Ảnh {id}\\\" /></p>\\r\\n{text}',1,{},'2018-11-{day:02} 01:00:00',42,'Nguyễn Văn A','2018-11-{day:02} 01:00:00','0000-00-00 00:00:00','{{}}',1,{},0,''){ends}",
            SENTENCES[(id % 6) as usize],
            SENTENCES[((id + 1) % 6) as usize],
            2 + id % 12,
            next() % 5000,
        )?;
        let mut picture = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x04\0\0\0\x03\0\x08\x02\0\0\0".to_vec();
        while picture.len() < bytes {
            picture.extend(next().to_le_bytes());
        }
        std::fs::write(images.join(format!("{id}.png")), picture)?;
    }
    Ok(out.flush()?)
}
