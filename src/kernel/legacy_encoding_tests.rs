use proptest::prelude::*;

use super::*;

pub(super) const TCVN3: &[&str] = &[
    "Uû ban nh©n d©n",
    "NguyÔn V¨n An",
    "NGUYÔN V¡N AN",
    "§¶ng",
    "§¶ng Céng s¶n ViÖt Nam",
    "TrÇn ThÞ ¸nh",
    "Lª §øc Thä",
    "Hå ChÝ Minh",
    "§ç Hßa",
    "Hµ",
    "Ph¹m S¬n",
    "H\u{ad}¬ng",
    "§«ng",
    "BÝ th\u{ad} chi bé",
    "V¨n",
    "®ång chÝ",
    "héi nghÞ",
    "bÐ",
    "Thñy",
    "D\u{ad}¬ng B×nh",
];

pub(super) const VNI: &[&str] = &[
    "Nguyeãn Vaên An",
    "NGUYEÃN VAÊN AN",
    "UÛy ban nhaân daân",
    "Ñaûng",
    "Ñaûng Coäng saûn Vieät Nam",
    "Traàn Thò AÙnh",
    "Leâ Ñöùc Thoï",
    "Hoà Chí Minh Ñoã",
    "Haø",
    "Phaïm Sôn",
    "Höông",
    "Ñoâng",
    "Bí thö chi boä",
    "ñoàng chí",
    "Thuûy",
    "Döông Bình",
];

const PROPER: &[&str] = &[
    "",
    "Nguyen Van An",
    "Trần Thị Ánh",
    "Lê Ê-ban",
    "Hồ A Dơi",
    "Y Thông Niê",
    "Đỗ Hòa",
    "Đỗ Hoà",
    "Ðỗ Hoà",
    "Ðào Ðình Ðông",
    "Lý Quý",
    "Quí",
    "Bế Thị Âu",
    "Nguyễn Thuý",
    "Hoàng Thúy Hoè",
    "Vũ Uyên",
    "UỶ BAN NHÂN DÂN",
    "ĐẢNG ỦY PHƯỜNG HÒA BÌNH",
    "HỘI ĐỒNG NHÂN DÂN",
    "HÐND",
    "QÐ",
    "TÐ",
    "Sùng A Páo",
    "Giàng Mí Pó",
    "Sùng Mí Sính",
    "Ma Già Và",
    "Lò Thị Xuyên",
    "Lèng Văn Lìu",
    "Phàn Sình",
    "Quàng Văn Khoàng",
    "Tẩn Mẩy",
    "H'Hen Niê",
    "Y Bhiô\u{306}k Êban",
    "Y Ngông Niê Kdăm",
    "Ênuôl",
    "Đinh Krông",
    "Rơ Châm",
    "Pinăng Thị Bô",
    "Xtiêng",
    "Brâu",
    "Neáng Chanh Đa",
    "Neáng",
    "Néang Sóc",
    "Thạch Sâm Nang",
    "Danh Út",
    "Kiên Sóc Kha",
    "Đàng Năng",
    "Não Thị Lõi",
    "Nông Văn Dền",
    "Phùng Thanh Sâu",
    "Cầm Bá Thước",
    "Gì, già, giá, gìn",
    "Boòng Soóc",
    "Ngoéo",
    "Huề Khuê Tuê",
    "Nguye\u{302}\u{303}n Va\u{306}n An",
    "Hà Lý Tú Tó Dòng",
    "Bí thư chi bộ",
    "Số 57-NQ/TW, Điều 3 § 2",
    "5 m², 10µm, 10 km, 25°C, ½, 5ª, ©2025",
    "«Nghị quyết»",
    "«Hà»",
    "René",
    "Müller",
    "Citroën",
    "François Noël",
    "José Peña",
    "Zürich, Köln, Größe",
    "Bjørn Håkon",
    "São Paulo, Bogotá",
    "Thérèse Chloé Hélène",
    "El Niño",
    "日本",
    "Иван",
];

#[test]
fn tells_tcvn3() {
    for text in TCVN3 {
        assert_eq!(detect(text), Some(LegacyEncoding::Tcvn3), "{text}");
    }
}

#[test]
fn tells_vni() {
    for text in VNI {
        assert_eq!(detect(text), Some(LegacyEncoding::Vni), "{text}");
    }
}

#[test]
fn leaves_proper_text_alone() {
    for text in PROPER {
        assert_eq!(detect(text), None, "{text}");
        assert_eq!(detect(&text.to_uppercase()), None, "{text} in capitals");
        assert_eq!(
            detect(&text.nfd().collect::<String>()),
            None,
            "{text} in NFD"
        );
    }
}

#[test]
fn a_stray_word_does_not_condemn_a_text() {
    assert_eq!(detect("Trần Thị Ánh, V¨n"), None);
    assert_eq!(detect("Trần, V¨n §¶ng"), Some(LegacyEncoding::Tcvn3));
}

#[test]
fn syllables() {
    for word in [
        "nghiêng", "Quyển", "gì", "giếng", "HUÝCH", "oằn", "uống", "ý", "khuỷu", "tuếch", "thuở",
    ] {
        assert!(is_syllable(word), "{word}");
    }
    for word in [
        "", "ng", "thiũũ", "cảc", "bằ", "zô", "Krông", "áà", "an1", "quoc2",
    ] {
        assert!(!is_syllable(word), "{word}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC*") {
        let _ = detect(&text);
    }

    #[test]
    fn no_latin_text_panics(text in "[a-zA-Z\u{a0}-\u{ff} ]{0,40}") {
        let _ = detect(&text);
    }

    #[test]
    fn ascii_is_never_legacy(text in "[ -~]*") {
        prop_assert_eq!(detect(&text), None);
    }
}
