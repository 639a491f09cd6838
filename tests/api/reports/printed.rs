//! The chart and the printed summary.

use diesel::prelude::*;
use sotay::db::schema::units;

use super::{give, path, write};

on_both_engines!(the_chart_is_text_that_can_be_read, |app| async move {
    let given = give(&app).await;
    let cell = app.unit("cell_a1").id;
    write(&app, move |conn| {
        diesel::update(units::table.find(cell))
            .set(units::name.eq("Chi bộ <script>&\"1\"</script>"))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let reply = app
        .officer()
        .get(path(&app, "ward_a", given, "/chart"))
        .await;
    reply.assert(200);
    assert_eq!(reply.header("content-type").unwrap(), "image/svg+xml");
    let svg = reply.text();
    let mut reader = quick_xml::Reader::from_str(&svg);
    loop {
        let event = reader.read_event().expect("well-formed");
        if let quick_xml::events::Event::Start(start) = &event {
            assert_ne!(start.name().as_ref(), "script");
        }
        if matches!(event, quick_xml::events::Event::Eof) {
            break;
        }
    }
    assert!(
        svg.contains("<title>Đảng ủy phường An Bình: 7/10 · 70,0 %</title>"),
        "{svg}"
    );
    assert!(svg.contains("Chi bộ &lt;script&gt;&amp;"), "{svg}");
});

on_both_engines!(the_summary_says_what_the_report_says, |app| async move {
    let given = give(&app).await;
    let reply = app
        .officer()
        .get(path(&app, "ward_a", given, "/summary"))
        .await;
    reply.assert(200);
    assert_eq!(reply.header("content-type").unwrap(), "application/pdf");
    let document = lopdf::Document::load_mem(reply.bytes()).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    assert_eq!(pages.len(), 1);
    let text = document.extract_text(&pages).unwrap();
    for expected in [
        "Đảng ủy phường An Bình",
        "7/10 (70,0 %)",
        "Chi bộ Khu phố 2",
        "5/6 · 83,3 %",
        "hết ngày 28/11/2026",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    assert!(!text.contains("Nguyễn Văn An"), "no names");
});
