//! Where text is set while a page is drawn.

/// A transformation: `[a b 0; c d 0; e f 1]`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix(pub [f32; 6]);

impl Matrix {
    pub const UNIT: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub const fn moved(x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First this, then the other.
    pub fn then(self, other: Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [oa, ob, oc, od, oe, of] = other.0;
        Self([
            a * oa + b * oc,
            a * ob + b * od,
            c * oa + d * oc,
            c * ob + d * od,
            e * oa + f * oc + oe,
            e * ob + f * od + of,
        ])
    }
}

/// The part of the graphics state that text needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub page: Matrix,
    pub size: f32,
    pub letter_spacing: f32,
    pub word_spacing: f32,
    /// 1 is as designed.
    pub stretch: f32,
    pub leading: f32,
    pub rise: f32,
}

impl State {
    pub const fn new(page: Matrix) -> Self {
        Self {
            page,
            size: 0.0,
            letter_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// Text set in one go.
#[derive(Debug, Clone, Default)]
pub(super) struct Fragment {
    pub text: String,
    pub x: f32,
    pub end: f32,
    /// From the bottom of the page.
    pub y: f32,
    /// The height of the type as it appears.
    pub size: f32,
    pub is_bold: bool,
    pub is_italic: bool,
}
