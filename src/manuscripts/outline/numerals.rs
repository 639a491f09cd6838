//! Numbers as papers write them: Roman, Arabic and in words.

const ONES: [(&str, u32); 10] = [
    ("nhất", 1),
    ("hai", 2),
    ("ba", 3),
    ("tư", 4),
    ("năm", 5),
    ("sáu", 6),
    ("bảy", 7),
    ("bẩy", 7),
    ("tám", 8),
    ("chín", 9),
];

/// `thứ nhất` … `thứ mười chín` at the start, as written, with its length in characters.
pub(super) fn ordinal(rest: &[char]) -> Option<(String, usize)> {
    let lower: String = rest.iter().flat_map(|c| c.to_lowercase()).collect();
    let mut words = lower.split(|c: char| !c.is_alphabetic());
    if words.next() != Some("thứ") {
        return None;
    }
    let first = words.next()?;
    let is_one = |word: &str| word == "một" || ONES.iter().any(|(name, _)| *name == word);
    let named = if first == "mười" {
        match words.next().filter(|word| is_one(word)) {
            Some(second) => format!("thứ mười {second}"),
            None => "thứ mười".to_owned(),
        }
    } else if is_one(first) {
        format!("thứ {first}")
    } else {
        return None;
    };
    let length = named.chars().count();
    Some((rest.iter().take(length).collect(), length))
}

/// The value of a Roman numeral up to 89 in capitals.
pub(in crate::manuscripts) fn roman(word: &str) -> Option<u32> {
    let digit = |c| match c {
        'I' => Some(1_i32),
        'V' => Some(5),
        'X' => Some(10),
        'L' => Some(50),
        _ => None,
    };
    if word.is_empty() || word.len() > 8 {
        return None;
    }
    let digits: Option<Vec<i32>> = word.chars().map(digit).collect();
    let digits = digits?;
    let signed = digits.iter().enumerate().map(|(index, digit)| {
        let next = digits.get(index + 1).copied().unwrap_or_default();
        if *digit < next { -digit } else { *digit }
    });
    let value = u32::try_from(signed.sum::<i32>()).ok()?;
    // Only the one right way to write it.
    (to_roman(value) == word).then_some(value)
}

/// A number as a Roman numeral in capitals; empty for 0 and for what is not written so.
pub(in crate::manuscripts) fn to_roman(value: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = if value > 3999 { 0 } else { value };
    let mut written = String::new();
    for (step, numeral) in STEPS {
        while left >= step {
            written.push_str(numeral);
            left -= step;
        }
    }
    written
}

/// The value of a number in any of the forms: `5`, `05`, `II`, `thứ hai`; `5a` has none.
pub(in crate::manuscripts) fn value(number: &str) -> Option<u32> {
    if let Ok(value) = number.parse() {
        return Some(value);
    }
    if let Some(value) = roman(number) {
        return Some(value);
    }
    let lower = number.to_lowercase();
    let named = lower.strip_prefix("thứ ")?;
    let one = |word: &str| match word {
        "một" => Some(1),
        other => ONES
            .iter()
            .find(|(name, _)| *name == other)
            .map(|(_, value)| *value),
    };
    match named.strip_prefix("mười") {
        Some("") => Some(10),
        Some(rest) => one(rest.trim_start()).map(|value| value + 10),
        None => one(named),
    }
}
