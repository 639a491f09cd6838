use super::*;

fn paper(kind: LinkKind, symbol: &str, issued_on: &str) -> LinkCell {
    LinkCell {
        kind,
        to: LinkTo::Paper {
            symbol: symbol.to_owned(),
            symbol_key: Symbol::read(symbol).unwrap().key().to_owned(),
            issued_on: parse_vn_date(issued_on).unwrap(),
            issuer: None,
        },
        holds_from: None,
    }
}

#[test]
fn audiences_are_read() {
    assert_eq!(audience("everyone"), Ok(AudienceCell::Everyone));
    assert_eq!(audience(" Mọi người "), Ok(AudienceCell::Everyone));
    let rule = RuleCell {
        unit: Some("VA-003".to_owned()),
        standing: None,
        role: Some(Role::CellSecretary),
    };
    let official = RuleCell {
        standing: Some(Standing::Official),
        ..RuleCell::default()
    };
    assert_eq!(
        audience("unit=VA-003,role=cell_secretary; standing=chính thức;"),
        Ok(AudienceCell::Rules(vec![rule, official]))
    );
    assert_eq!(audience(";"), Ok(AudienceCell::Rules(Vec::new())));
    for wrong in [
        "everyone;unit=VA",
        "unit",
        "unit=",
        "role=king",
        "standing=xyz",
        "unit=A,unit=B",
        "colour=red",
    ] {
        assert!(audience(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn links_are_read_and_written() {
    let amends = paper(LinkKind::Amends, "45-QĐ/TU", "02/03/2026");
    assert_eq!(
        links("amends:45-QĐ/TU@02/03/2026"),
        Ok(vec![amends.clone()])
    );
    assert_eq!(
        links("Sửa đổi: 45 - QĐ/TU @ 2/3/2026 ; "),
        Ok(vec![amends.clone()])
    );
    let mut whole = amends.clone();
    whole.holds_from = Some(parse_vn_date("01/10/2026").unwrap());
    assert_eq!(link_text(&whole), "amends:45-QĐ/TU@02/03/2026@@01/10/2026");
    if let LinkTo::Paper { issuer, .. } = &mut whole.to {
        *issuer = Some("Ban @ A; B".to_owned());
    }
    let file = LinkCell {
        kind: LinkKind::Refers,
        to: LinkTo::File("a;b@c.docx".to_owned()),
        holds_from: None,
    };
    let named = |name: &str| {
        let mut link = amends.clone();
        if let LinkTo::Paper { issuer, .. } = &mut link.to {
            *issuer = Some(name.to_owned());
        }
        link
    };
    let at_the_end = [named("Ban @"), named("Ban \\"), named("a\\;b\\\\@")];
    let by_file = |name: &str, day: Option<&str>| LinkCell {
        kind: LinkKind::Refers,
        to: LinkTo::File(name.to_owned()),
        holds_from: day.map(|day| parse_vn_date(day).unwrap()),
    };
    let more = [by_file("00001/a@", None), by_file("a@", Some("01/10/2026"))];
    for link in [amends.clone(), whole, file]
        .into_iter()
        .chain(at_the_end)
        .chain(more)
    {
        assert_eq!(links(&link_text(&link)), Ok(vec![link]));
    }
}

#[test]
fn what_is_no_link_is_refused() {
    for wrong in [
        "45-QĐ/TU@02/03/2026",
        "kills:45-QĐ/TU@02/03/2026",
        "amends:45-QĐ/TU",
        "amends:QĐ 45@02/03/2026",
        "amends:45-QĐ/TU@2026-03-02",
        "amends:45-QĐ/TU@02/03/2026@a@01/10/2026@b",
    ] {
        assert!(links(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn attachments_are_read_with_their_roles() {
    let found = attachments("a.docx; audio=lời đọc.mp3;x=y.pdf;a\\;b.pdf;attachment=image=1.png");
    let found: Vec<_> = found
        .iter()
        .map(|found| (found.role, found.path.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (None, "a.docx"),
            (Some(FileRole::Audio), "lời đọc.mp3"),
            (None, "x=y.pdf"),
            (None, "a;b.pdf"),
            (Some(FileRole::Attachment), "image=1.png"),
        ]
    );
    for name in ["a;b@c.pdf", "a\\", "\\;\\\\@"] {
        assert_eq!(attachments(&escaped(name))[0].path, name);
    }
}
