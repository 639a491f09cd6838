//! The README's five minutes, pasted into a shell as a newcomer does.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Cursor, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use calamine::Reader as _;

use super::people::{CELLS, everybody, workbook};
use crate::command_line::{new_folder, sotay};

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const ROSTER: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/data/main-job/danh-sach.xlsx"
);

/// A demo that ends with this value.
struct Demo {
    child: Child,
    address: String,
    /// Kept open: it says more than its address.
    _said: Lines<BufReader<ChildStdout>>,
}

impl Demo {
    fn start(folder: &Path) -> Self {
        let mut command = sotay(folder, &["demo", "--bind", "127.0.0.1:0"]);
        command.env("SOTAY_LOG", "off").stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = said.next().unwrap().unwrap();
        let (_, rest) = first.split_once("http://").unwrap();
        let (address, _) = rest.split_once("/docs/").unwrap();
        Self {
            child,
            address: address.to_owned(),
            _said: said,
        }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The commands of the section, said to this server and to this build of the binary.
fn commands(address: &str) -> String {
    let readme = std::fs::read_to_string(README).unwrap();
    let (_, section) = readme.split_once("\n## Five minutes").unwrap();
    let (_, block) = section.split_once("```sh\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_sotay")).parent().unwrap();
    for said in ["127.0.0.1:8080", "$PWD/target/release"] {
        assert_eq!(block.matches(said).count(), 1, "{said}");
    }
    block
        .replace("127.0.0.1:8080", address)
        .replace("$PWD/target/release", binary.to_str().unwrap())
}

#[test]
fn the_five_minutes_of_the_readme_work_as_they_are_pasted() {
    let folder = new_folder();
    let demo = Demo::start(folder.path());
    let output = Command::new("bash")
        .args(["-eu", "-c", &commands(&demo.address)])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("SOTAY_DATA", folder.path().join("sotay-data"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    // What is cut may end in half a letter.
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}\n{complained}");
    let mut rest = said.as_str();
    for expected in EXPECTED {
        let Some((_, after)) = rest.split_once(expected) else {
            panic!("no {expected} in what follows:\n{rest}\n{complained}");
        };
        rest = after;
    }
    // Only what was taken back is refused.
    let refused = said.matches("\"status\":").count();
    assert_eq!(refused, 1, "{said}");
}

/// What it must say, in this order. The demo has 25 people in the first cell and 338 in the ward, 18 of whom are exempt; 25
/// and 350 come in, and of these two and eleven are exempt.
const EXPECTED: [&str; 33] = [
    "1000 dòng: 1000 hợp lệ, 0 có lỗi; 1000 người mới",
    "Chưa ghi gì",
    "1000 người mới",
    "Đã ghi.",
    "\"full_name\":\"Nguyễn Thanh An\"",
    "open\n",
    "draft\ndraft\nin_review\n",
    "4 câu hỏi hợp lệ, 0 lỗi",
    "Đã ghi.",
    "published\n",
    "approved\n",
    "published\n",
    " done: 688 members, 0 of 0 messages accepted",
    "\"kind\":\"edition_published\",\"text\":\"Bạn có văn bản mới trong Sổ tay\"",
    "\"symbol\":\"27-CT/TU\"",
    "\"document_id\":\"",
    "opening\n",
    " done: 659 members",
    "\"outcome\":\"accepted\"",
    "\"passed\":true",
    "\"outcome\":\"accepted\"",
    "\"passed\":false",
    "\"denominator\":48,\"numerator\":1,\"missing\":47",
    "{\"missing\":47,\"reminded\":47,\"left_out\":0}",
    " done: 47 members",
    "\"denominator\":48,\"numerator\":1,\"missing\":47",
    "\"denominator\":659,\"numerator\":1,\"missing\":658",
    "\"denominator\":659,\"numerator\":1,\"missing\":658",
    "withdrawn\n",
    " done: 688 members",
    "\"kind\":\"document_withdrawn\"",
    "\"code\":\"not_found\"",
    "\"action\":\"get_cell_report\"",
];

#[test]
fn the_roster_that_is_kept_for_the_readme_is_that_of_the_test() {
    let mut number_in_ward = BTreeMap::new();
    // The demo's forty cells: ward by ward.
    let cells: Vec<String> = (0..CELLS)
        .map(|cell| {
            let ward = cell % 3 + 1;
            let number = number_in_ward.entry(ward).or_insert(0);
            *number += 1;
            format!("VA-{ward:03}-{number:03}")
        })
        .collect();
    let fresh = workbook(&everybody(), &cells);
    #[expect(
        clippy::disallowed_methods,
        reason = "the way to say that the roster should be written"
    )]
    if std::env::var("UPDATE_SNAPSHOT").is_ok_and(|value| value == "1") {
        std::fs::write(ROSTER, &fresh).unwrap();
    }
    let kept = std::fs::read(ROSTER).unwrap();
    assert_eq!(
        rows(kept),
        rows(fresh),
        "it is stale (UPDATE_SNAPSHOT=1 cargo test --test api main_job writes it)"
    );
}

fn rows(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let row = |cells: &[calamine::Data]| cells.iter().map(ToString::to_string).collect();
    sheet.rows().map(row).collect()
}
