use super::super::message;
use super::*;
use crate::kernel::ids::PublicId;
use crate::mail::model::MailKind;

fn at() -> Instant {
    "2026-11-23T02:00:00Z".parse().unwrap()
}

fn every() -> Vec<Says> {
    let (code, until) = ("7KQ2M-XW9RD".to_owned(), at());
    let week = |due_on: &str, missing, counted| CellWeek {
        cell: None,
        due_on: due_on.parse().unwrap(),
        counted,
        missing,
    };
    vec![
        Says::ActivationCode {
            code: code.clone(),
            until,
        },
        Says::ResetCode {
            code: code.clone(),
            until,
        },
        Says::AddressCode { code, until },
        Says::AddressChanged {
            at: until,
            by_another: false,
        },
        Says::AddressChanged {
            at: until,
            by_another: true,
        },
        Says::NewDevice {
            at: until,
            platform: "ios".to_owned(),
        },
        Says::WeeklyDigest {
            cells: vec![week("2026-11-28", 3, 25), week("2026-12-20", 12, 25)],
            unsubscribe: "a".repeat(64),
        },
    ]
}

fn written(says: Says, language: Language) -> Written {
    let letter = Letter {
        to: "a@example.org".to_owned(),
        language,
        says,
    };
    write(&letter, LINKS).unwrap()
}

const LINKS: Links<'_> = Links {
    server: "https://so-tay.example",
    app: "https://app.example/#/assignments",
};

#[test]
fn both_forms_of_each_mail_say_the_same_in_both_languages() {
    for says in every() {
        let kind = says.kind();
        let both = [Language::Vi, Language::En].map(|language| written(says.clone(), language));
        assert_ne!(both[0].subject, both[1].subject, "{kind:?}");
        for (mail, lang) in both.iter().zip(["vi", "en"]) {
            assert!(mail.html.contains(&format!("<html lang=\"{lang}\">")));
            assert!(mail.html.contains(mail.subject) && mail.plain.starts_with(mail.subject));
            assert!(
                !mail.plain.contains('<') && !mail.plain.contains("{}"),
                "{}",
                mail.plain
            );
            assert!(!mail.plain.contains("\n\n\n"), "{}", mail.plain);
            assert!(
                !mail.html.contains("<img") && !mail.html.contains("http:"),
                "no image, nothing loaded"
            );
            assert_eq!(mail.unsubscribe.is_some(), kind.is_optional(), "{kind:?}");
            if matches!(
                kind,
                MailKind::ActivationCode | MailKind::ResetCode | MailKind::AddressCode
            ) {
                assert!(mail.plain.contains("7KQ2M-XW9RD") && mail.html.contains("7KQ2M-XW9RD"));
                assert!(
                    !mail.html.contains("href"),
                    "a mail with a code has no link to press"
                );
                assert!(mail.plain.contains("09:00 23/11/2026"));
            }
        }
    }
}

#[test]
fn who_did_not_change_his_address_is_told_what_he_can_do() {
    for (by_another, language, said, unsaid) in [
        (false, Language::Vi, "đổi mật khẩu", "văn phòng đảng ủy"),
        (true, Language::Vi, "văn phòng đảng ủy", "mật khẩu"),
        (
            false,
            Language::En,
            "change your password",
            "the party office",
        ),
        (true, Language::En, "the party office", "password"),
    ] {
        let at = at();
        let mail = written(Says::AddressChanged { at, by_another }, language);
        let secretary = match language {
            Language::Vi => "bí thư chi bộ",
            Language::En => "your cell secretary",
        };
        for text in [mail.plain, mail.html.replace("&#39;", "'")] {
            assert!(
                text.contains(said) && text.contains(secretary) && !text.contains(unsaid),
                "{text}"
            );
        }
    }
    // What was written before it was kept who did it.
    let before = r#"{"kind": "address_changed", "at": "2026-11-23T02:00:00Z"}"#;
    let (at, by_another) = (at(), false);
    assert!(
        serde_json::from_str::<Says>(before).unwrap() == Says::AddressChanged { at, by_another }
    );
}

#[test]
fn a_week_is_figures() {
    let week = written(every().pop().unwrap(), Language::Vi);
    assert!(
        week.plain
            .contains("- Hạn 28/11/2026: Chưa xong 3 / 25\n- Hạn 20/12/2026: Chưa xong 12 / 25\n"),
        "{}",
        week.plain
    );
    let link = format!(
        "https://so-tay.example/api/v1/mail/unsubscriptions/{}",
        "a".repeat(64)
    );
    assert_eq!(week.unsubscribe.as_deref(), Some(link.as_str()));
    assert!(
        week.html
            .contains(r#"class="button" href="https://app.example/#/assignments""#)
    );
    assert!(
        week.plain
            .contains(":\nhttps://app.example/#/assignments\n")
    );
}

#[test]
fn who_keeps_several_cells_reads_which_is_which() {
    let of = |cell: &str, missing| CellWeek {
        cell: Some(cell.to_owned()),
        due_on: at().day(),
        counted: 25,
        missing,
    };
    let says = Says::WeeklyDigest {
        cells: vec![of("Chi bộ <1>", 3), of("Chi bộ 2", 4)],
        unsubscribe: "a".repeat(64),
    };
    let mail = written(says, Language::Vi);
    let lines = "- Chi bộ <1>, Hạn 23/11/2026: Chưa xong 3 / 25\n- Chi bộ 2, Hạn 23/11/2026: Chưa xong 4 / 25\n";
    assert!(mail.plain.contains(lines), "{}", mail.plain);
    assert!(mail.html.contains("<strong>Chi bộ 2</strong>") && !mail.html.contains("<1>"));
    // What was written before cells were named.
    let before = r#"{"due_on": "2026-11-28", "counted": 25, "missing": 3}"#;
    let week: CellWeek = serde_json::from_str(before).unwrap();
    assert_eq!(week.cell, None);
}

#[test]
fn what_is_put_into_a_mail_is_no_markup() {
    let says = Says::ResetCode {
        code: "<b>&\"'".to_owned(),
        until: at(),
    };
    let mail = written(says, Language::En);
    assert!(!mail.html.contains("<b>"), "{}", mail.html);
    assert!(mail.plain.contains("<b>&\"'"));
}

#[test]
fn no_field_can_be_added() {
    let from = "Sổ tay <so-tay@so-tay.example>".parse().unwrap();
    let build = |to: &str| {
        let letter = Letter {
            to: to.to_owned(),
            language: Language::Vi,
            says: every().pop().unwrap(),
        };
        message::build(&letter, PublicId::new(at()), (&from, LINKS), at())
    };
    for to in [
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\nX: y",
        "a@example.org, b@example.org",
        "A <a@example.org>",
        "",
    ] {
        assert!(build(to).is_err(), "{to:?}");
    }
    let text = String::from_utf8(build("a@example.org").unwrap().bytes).unwrap();
    let (head, _) = text.split_once("\r\n\r\n").unwrap();
    let fields: Vec<&str> = head
        .split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split_once(':').unwrap().0)
        .collect();
    assert_eq!(
        fields,
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "Content-Language",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "MIME-Version",
            "Content-Type"
        ]
    );
    assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 998));
    assert!(
        head.contains("Date: Mon, 23 Nov 2026 02:00:00 +0000"),
        "{head}"
    );
}
