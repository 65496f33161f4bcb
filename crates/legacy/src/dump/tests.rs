//! What the three tools write, what breaks, and any bytes at all.

use super::*;
use proptest::prelude::*;

fn read(sql: &[u8]) -> (Vec<Vec<Option<String>>>, Vec<Trouble>) {
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for row in Dump::new(sql, |name| name.ends_with("content")) {
        match row {
            Ok(row) => {
                let text = |v: &Option<Vec<u8>>| v.as_deref().map(crate::charset::text);
                rows.push(row.values.iter().map(text).collect());
            }
            Err(trouble) => wrong.push(trouble),
        }
    }
    (rows, wrong)
}

fn some(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|v| (*v != "∅").then(|| (*v).to_owned())).collect()
}

#[test]
fn each_tool_is_read() {
    let mysqldump = "/*M!999999\\- enable the sandbox mode */ \n-- MySQL dump 10.13; it's here\n\
        /*!40101 SET @OLD=@@CHARACTER_SET_CLIENT */;\n/*!50503 SET NAMES utf8mb4 */;\n\
        DROP TABLE IF EXISTS `jos_content`;\nCREATE TABLE `jos_content` (\n  `id` int(11) NOT NULL AUTO_INCREMENT COMMENT 'a, (b)',\n\
        `title` varchar(255) NOT NULL DEFAULT '',\n  `when` datetime,\n  PRIMARY KEY (`id`),\n  KEY `t` (`title`(10))\n) ENGINE=InnoDB;\n\
        LOCK TABLES `jos_content` WRITE;\n/*!40000 ALTER TABLE `jos_content` DISABLE KEYS */;\n\
        INSERT INTO `jos_content` VALUES (1,'Đại hội; it\\'s','2018-11-23 00:00:00'),(2,'a\\r\\nb\\\\',NULL);\nUNLOCK TABLES;\n\
        DELIMITER ;;\n/*!50003 CREATE TRIGGER x BEFORE INSERT ON jos_content FOR EACH ROW BEGIN INSERT INTO jos_content VALUES (9); END */;;\nDELIMITER ;\n\
        INSERT INTO `jos_content` VALUES (3,'x',NULL);\n";
    let phpmyadmin = "-- phpMyAdmin SQL Dump\r\nSET SQL_MODE = \"NO_AUTO_VALUE_ON_ZERO\";\r\nSTART TRANSACTION;\r\n\
        INSERT INTO `jos_content` (`id`, `title`, `when`) VALUES\r\n(1, 'Đại hội; it''s', '2018-11-23 00:00:00'),\r\n(2, 'a\\r\\nb\\\\', NULL);\r\n\
        INSERT INTO `site`.`jos_content` (`id`, `title`, `when`) VALUES (3, _utf8mb4 0x78, NULL) ON DUPLICATE KEY UPDATE `id` = 3;\r\nCOMMIT;\r\n";
    let akeeba = "DROP TABLE IF EXISTS `#__content`;\nCREATE TABLE IF NOT EXISTS `#__content` (`id` int, `title` text, `when` datetime) DEFAULT CHARSET=utf8;\n\
        INSERT INTO `#__content` VALUES (1, 'Đại hội; it\\'s', '2018-11-23 00:00:00');\nREPLACE INTO `#__content` VALUES (2, \"a\\r\\nb\\\\\", NULL);\nINSERT IGNORE INTO `#__content` VALUES (3, X'78', now());";
    let expected = vec![
        some(&["1", "Đại hội; it's", "2018-11-23 00:00:00"]),
        some(&["2", "a\r\nb\\", "∅"]),
        some(&["3", "x", "∅"]),
    ];
    for (tool, sql) in [("mysqldump", mysqldump), ("phpMyAdmin", phpmyadmin), ("Akeeba", akeeba)] {
        // The trigger of the first is text for the delimiter's lines only: what stands in it is no row.
        let (rows, wrong) = read(sql.as_bytes());
        assert_eq!((rows, wrong), (expected.clone(), vec![]), "{tool}");
    }
}

#[test]
fn what_breaks_is_named_by_its_line_and_the_rest_is_read() {
    let head = "CREATE TABLE `j_content` (`id` int, `title` text);\n";
    for (sql, rows, line, what) in [
        ("INSERT INTO `j_content` VALUES (1,'a'),\n(2,'b'),\n(3,'cut", 2, 4, Wrong::BreaksOff),
        ("INSERT INTO `j_content` VALUES (1,'a'),\n(2", 1, 3, Wrong::BreaksOff),
        ("INSERT INTO `j_con", 0, 2, Wrong::BreaksOff),
        ("INSERT INTO `j_content` VALUES\n(1,'a','b'),\n(2,'b');", 1, 3, Wrong::Columns { expected: 2, found: 3 }),
        (
            "INSERT INTO `j_content` SELECT * FROM x;\nINSERT INTO `j_content` VALUES (1,'a');",
            1,
            2,
            Wrong::NotUnderstood,
        ),
        ("INSERT INTO `k_content` VALUES (1,'a');", 0, 2, Wrong::NoColumns("k_content".into())),
    ] {
        let (found, wrong) = read(format!("{head}{sql}").as_bytes());
        assert_eq!((found.len(), wrong), (rows, vec![Trouble { line, what }]), "{sql}");
    }
}

#[test]
fn a_value_that_is_too_long_is_refused_and_the_next_row_read() {
    let long = "x".repeat(LONGEST + 1);
    let sql = format!("INSERT INTO a_content (id, title) VALUES (1, '{long}'), (2, 'b');");
    let (rows, wrong) = read(sql.as_bytes());
    assert_eq!((rows, wrong.len()), (vec![some(&["2", "b"])], 1));
    assert_eq!(wrong[0].what, Wrong::TooLong);
}

/// As `mysqldump` writes a text.
fn escaped(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![b'\''];
    for &byte in bytes {
        match byte {
            0 => out.extend(b"\\0"),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\\' | b'\'' | b'"' => out.extend([b'\\', byte]),
            26 => out.extend(b"\\Z"),
            other => out.push(other),
        }
    }
    out.push(b'\'');
    out
}

proptest! {
    #[test]
    fn whatever_was_written_is_read_back(values in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 1..20)) {
        let mut sql = b"INSERT INTO `x_content` (`a`) VALUES ".to_vec();
        for (nth, value) in values.iter().enumerate() {
            if nth > 0 {
                sql.extend(b",\n");
            }
            sql.push(b'(');
            sql.extend(escaped(value));
            sql.push(b')');
        }
        sql.push(b';');
        let rows: Vec<Vec<u8>> = Dump::new(&sql[..], |_| true).map(|row| row.unwrap().values.remove(0).unwrap()).collect();
        prop_assert_eq!(rows, values);
    }

    #[test]
    fn any_bytes_end(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Dump::new(&bytes[..], |_| true).count() <= bytes.len());
    }

    /// Signs that mean something, in any order, cut anywhere.
    #[test]
    fn any_sql_ends(signs in proptest::collection::vec(prop::sample::select(vec![
        "INSERT", " INTO ", "`x`", "VALUES", "(", ")", ",", ";", "'", "\\", "\"", "/*!40101 ", "*/", "-- ", "\n", "#", "0x1", "NULL",
        "CREATE TABLE ", "DELIMITER ", "1.5e-3", "_binary ", "ON ", "now()", "x''", ".", "-",
    ]), 0..60)) {
        let sql = signs.concat();
        prop_assert!(Dump::new(sql.as_bytes(), |_| true).count() <= sql.len() + 1);
    }
}
