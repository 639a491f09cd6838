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
        let [right_x, right_y, up_x, up_y, far_x, far_y] = other.0;
        let turned = |along: f32, across: f32| {
            (
                along * right_x + across * up_x,
                along * right_y + across * up_y,
            )
        };
        let [
            along,
            across,
            up_along,
            up_across,
            place_along,
            place_across,
        ] = self.0;
        let right = turned(along, across);
        let up = turned(up_along, up_across);
        let place = turned(place_along, place_across);
        Self([
            right.0,
            right.1,
            up.0,
            up.1,
            place.0 + far_x,
            place.1 + far_y,
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
