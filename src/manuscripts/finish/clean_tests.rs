//! HTML that comes in, and what is left of it; and how it is read aloud.

use super::{SectionFaultCode as Code, clean, plain_text};
use crate::manuscripts::limits;

fn cleaned(html: &str) -> String {
    clean::clean(html.to_owned()).unwrap()
}

const HARMFUL: [(&str, &str); 18] = [
    ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
    (
        "<p onclick=\"x()\" style=\"color:red\" class=\"k\" id=\"i\">a</p>",
        "<p>a</p>",
    ),
    (
        "<p><img src=\"https://tracker.example/p.gif\">a</p>",
        "<p>a</p>",
    ),
    (
        "<a href=\"javascript:alert(1)\">a</a>",
        "<a rel=\"noopener noreferrer nofollow\">a</a>",
    ),
    (
        "<a href=\"JaVaScRiPt&colon;alert(1)\">a</a>",
        "<a rel=\"noopener noreferrer nofollow\">a</a>",
    ),
    (
        "<a href=\"data:text/html,x\">a</a>",
        "<a rel=\"noopener noreferrer nofollow\">a</a>",
    ),
    (
        "<a href=\"//example.org/x\">a</a>",
        "<a rel=\"noopener noreferrer nofollow\">a</a>",
    ),
    (
        "<a href=\"/api/v1/me\">a</a>",
        "<a rel=\"noopener noreferrer nofollow\">a</a>",
    ),
    (
        "<a href=\"#dieu-5\" target=\"_blank\">a</a>",
        "<a href=\"#dieu-5\" rel=\"noopener noreferrer nofollow\">a</a>",
    ),
    (
        "<a href=\"mailto:a@example.org\">a</a>",
        "<a href=\"mailto:a@example.org\" rel=\"noopener noreferrer nofollow\">a</a>",
    ),
    (
        "<svg><style><img src=x onerror=alert(1)></style></svg><p>a</p>",
        "<p>a</p>",
    ),
    (
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "",
    ),
    (
        "<iframe src=\"https://example.org\"></iframe><p>a</p>",
        "<p>a</p>",
    ),
    ("<!-- c --><p>a</p>", "<p>a</p>"),
    ("<b>a</b> <i>b</i>", "<strong>a</strong> <em>b</em>"),
    (
        "<table><tr><td colspan=\"2\" rowspan=\"9999\">a</td></tr></table>",
        "<table><tbody><tr><td colspan=\"2\">a</td></tr></tbody></table>",
    ),
    ("<h1>a</h1>", "a"),
    ("<p>1 < 2 & 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
];

#[test]
fn what_may_harm_is_taken_out() {
    for (html, clean) in HARMFUL {
        assert_eq!(cleaned(html), clean, "{html}");
    }
}

#[test]
fn a_mark_behind_a_tag_does_not_eat_it() {
    // `>` and U+0338 compose to one character.
    for html in [
        "<p>\u{338}a</p>",
        "<p>&#x338;a</p>",
        "<p>a</p>\u{338}<script>x</script>",
    ] {
        let clean = cleaned(html);
        assert!(
            !clean.contains('\u{226F}') && !clean.contains("script"),
            "{clean}"
        );
        assert_eq!(cleaned(&clean), clean);
    }
}

#[test]
fn html_that_costs_too_much_is_refused() {
    let nested = |tag: &str, count: usize| format!("{}a", format!("<{tag}>").repeat(count));
    for html in [
        nested("blockquote", 5_000),
        nested("b", 5_000),
        nested("table><tr><td", 2_000),
        format!("{}{}", "<b a>".repeat(90), "<p>x</p>".repeat(50_000)),
        format!("{}{}", "<font a=1>".repeat(60), "<p>".repeat(100_000)),
    ] {
        assert_eq!(
            clean::clean(html.clone()),
            Err(Code::HtmlTooNested),
            "{}",
            html.get(..40).unwrap()
        );
    }
    let long = "a".repeat(limits::SECTION_HTML + 1);
    assert_eq!(clean::clean(long), Err(Code::HtmlTooLong));
    assert!(
        clean::clean("<p>a<br>".repeat(20_000)).is_ok(),
        "many paragraphs are no nesting"
    );
}

#[test]
fn plain_text_is_what_one_reads_aloud() {
    let table = [
        ("<p>a</p><p>b</p>", "a\nb"),
        ("<p>a<br>b</p>", "a\nb"),
        ("<p>a <strong>b</strong>c</p>", "a bc"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        (
            "<table><tbody><tr><th>TT</th><th>Tên</th></tr><tr><td>1</td><td>a<br>b</td></tr></tbody></table>",
            "TT; Tên\n1; a b",
        ),
        (
            "<p>1 &lt; 2 &amp; 3&nbsp;&quot;x&quot; &copy</p>",
            "1 < 2 & 3 \"x\" &copy",
        ),
        ("<a href=\"https://example.org/?a>b\" rel=\"x\">a</a>", "a"),
        ("<p>;</p>", ";"),
        (
            "<table><tbody><tr><td>;</td><td></td></tr><tr><td></td><td></td></tr></tbody></table>",
            ";;",
        ),
        ("", ""),
    ];
    for (html, text) in table {
        assert_eq!(plain_text::of(html), text, "{html}");
    }
}
