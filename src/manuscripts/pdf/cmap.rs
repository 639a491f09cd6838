//! Which characters the codes of a font stand for (`ToUnicode`). Only what is stated is kept: a range is never spelt out
//! further than a font can have characters.

use std::collections::HashMap;

use super::super::limits;

/// The longest run of characters for one code.
const CHARACTERS: usize = 32;

#[derive(Debug, Default)]
pub(super) struct CharacterMap(HashMap<u32, String>);

#[derive(Debug, PartialEq)]
enum Token<'a> {
    Hex(&'a [u8]),
    Open,
    Close,
    Word(&'a [u8]),
}

impl CharacterMap {
    pub fn get(&self, code: u32) -> Option<&str> {
        self.0.get(&code).map(String::as_str)
    }

    pub fn read(text: &[u8]) -> Self {
        let mut map = Self::default();
        let mut tokens = Tokens(text);
        while let Some(token) = tokens.next() {
            match token {
                Token::Word(b"beginbfchar") => map.characters(&mut tokens),
                Token::Word(b"beginbfrange") => map.ranges(&mut tokens),
                _ => {}
            }
        }
        map
    }

    fn put(&mut self, code: u32, text: String) {
        if self.0.len() < limits::PDF_FONT {
            self.0.insert(code, text);
        }
    }

    /// `<01> <0041>` until a word.
    fn characters(&mut self, tokens: &mut Tokens<'_>) {
        while let (Some(Token::Hex(code)), Some(Token::Hex(text))) = (tokens.next(), tokens.next())
        {
            if let Some(code) = number(code) {
                self.put(code, characters(text, 0));
            }
        }
    }

    /// `<01> <05> <0041>` or `<01> <03> [<0041> <0061> <00E1>]` until a word.
    fn ranges(&mut self, tokens: &mut Tokens<'_>) {
        while let (Some(Token::Hex(first)), Some(Token::Hex(last))) = (tokens.next(), tokens.next())
        {
            let (Some(first), Some(last)) = (number(first), number(last)) else {
                return;
            };
            match tokens.next() {
                Some(Token::Hex(text)) => {
                    let length = last.saturating_sub(first).min(0xFFFF);
                    for step in 0..=length {
                        if self.0.len() >= limits::PDF_FONT {
                            return;
                        }
                        self.put(first.saturating_add(step), characters(text, step));
                    }
                }
                Some(Token::Open) => {
                    let mut code = first;
                    while let Some(Token::Hex(text)) = tokens.next() {
                        if code <= last {
                            self.put(code, characters(text, 0));
                        }
                        code = code.saturating_add(1);
                    }
                }
                _ => return,
            }
        }
    }
}

fn digits(hex: &[u8]) -> impl Iterator<Item = u32> {
    hex.iter()
        .filter_map(|digit| char::from(*digit).to_digit(16))
}

fn number(hex: &[u8]) -> Option<u32> {
    let mut value = 0_u32;
    for digit in digits(hex) {
        value = value.checked_mul(16)?.checked_add(digit)?;
    }
    Some(value)
}

/// UTF-16 in hexadecimal, the last unit moved on by some steps.
fn characters(hex: &[u8], step: u32) -> String {
    let digits: Vec<u32> = digits(hex).take(CHARACTERS * 4).collect();
    let unit = |four: &[u32]| four.iter().fold(0_u32, |unit, digit| unit * 16 + digit);
    let mut units: Vec<u16> = digits
        .chunks(4)
        .map(|four| u16::try_from(unit(four)).unwrap_or_default())
        .collect();
    if let Some(last) = units.last_mut() {
        *last = last.wrapping_add(u16::try_from(step).unwrap_or_default());
    }
    char::decode_utf16(units)
        .flatten()
        .filter(|c| *c != '\0')
        .collect()
}

struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let is_delimiter = |byte: &u8| {
            byte.is_ascii_whitespace()
                || matches!(byte, b'<' | b'>' | b'[' | b']' | b'(' | b')' | b'/' | 0)
        };
        loop {
            let (first, rest) = self.0.split_first()?;
            match first {
                b'<' if !rest.starts_with(b"<") => {
                    let length = rest.iter().take_while(|byte| **byte != b'>').count();
                    self.0 = rest.get(length + 1..).unwrap_or_default();
                    return Some(Token::Hex(rest.get(..length)?));
                }
                b'[' | b']' => {
                    self.0 = rest;
                    return Some(if *first == b'[' {
                        Token::Open
                    } else {
                        Token::Close
                    });
                }
                byte if is_delimiter(byte) => self.0 = rest,
                _ => {
                    let length = self.0.iter().take_while(|byte| !is_delimiter(byte)).count();
                    let word = self.0.get(..length)?;
                    self.0 = self.0.get(length..).unwrap_or_default();
                    return Some(Token::Word(word));
                }
            }
        }
    }
}
