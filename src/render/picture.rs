//! The picture that others show beside a link to a page (Open Graph, `og:image`): the way, and where on it the page is.
//!
//! In: how many stages there are, which of them it is. Out: PNG, 1200 by 630 pixels. It has no words: these stand beside it, in the page's language,
//! and need no font here. The pages of a stage share one.

use std::collections::BTreeSet;
use std::f32::consts::TAU;

use tiny_skia::{Color, FillRule, LineCap, Paint, Path, PathBuilder, Pixmap, Stroke, StrokeDash, Transform};

use super::{Renderer, out_path};
use crate::digest::Digest;
use crate::emit::Sink;
use crate::ids::LangId;
use crate::locale::Direction;
use crate::site::Page;

const WIDTH: f32 = 1200.0;
const HEIGHT: f32 = 630.0;

/// To be raised when a picture of the same way looks different: the name of its file stands for what is in it.
const VERSION: u32 = 1;

/// The default theme's colours: ground, contours, text, and those of the stages.
const PAPER: [u8; 3] = [0xfb, 0xfa, 0xf4];
const CONTOUR: [u8; 3] = [0xe2, 0xdd, 0xc8];
const STAGES: [[u8; 3]; 8] = [
    [0x8a, 0x55, 0x00],
    [0x1a, 0x5c, 0x9c],
    [0x6c, 0x3d, 0x9b],
    [0x1d, 0x6a, 0x38],
    [0xa5, 0x36, 0x1d],
    [0x0d, 0x66, 0x6c],
    [0x5d, 0x5d, 0x0d],
    [0x98, 0x28, 0x5f],
];

/// The digits as lines in a box six tenths as wide as it is high.
const DIGITS: [&str; 10] = [
    "M.3 0 C.7 0 .7 1 .3 1 C-.1 1 -.1 0 .3 0",
    "M.08 .2 L.34 0 L.34 1",
    "M.04 .25 C.04 -.08 .56 -.08 .56 .25 C.56 .5 .2 .65 .04 1 L.58 1",
    "M.06 .08 C.3 -.08 .56 .05 .54 .26 C.52 .44 .35 .47 .24 .47 C.38 .47 .58 .52 .58 .74 C.58 1.05 .2 1.08 .03 .9",
    "M.44 1 L.44 0 L.02 .7 L.6 .7",
    "M.52 0 L.12 0 L.07 .44 C.3 .3 .58 .42 .58 .7 C.58 1.02 .22 1.08 .04 .9",
    "M.5 .06 C.2 -.06 .04 .3 .04 .66 C.04 1.1 .58 1.1 .58 .68 C.58 .34 .14 .3 .05 .62",
    "M.03 0 L.57 0 L.22 1",
    "M.3 .46 C.02 .46 .04 0 .3 0 C.56 0 .58 .46 .3 .46 C-.04 .46 -.06 1 .3 1 C.66 1 .64 .46 .3 .46",
    "M.1 .94 C.4 1.06 .56 .7 .56 .34 C.56 -.1 .02 -.1 .02 .32 C.02 .66 .46 .7 .55 .38",
];

/// Which picture: the stage, counted from 1, of how many, and whether the way leads to the left.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Picture {
    stage: Option<usize>,
    stages: usize,
    to_left: bool,
}

impl<'a> Renderer<'a> {
    /// The absolute address of a page's picture.
    pub(super) fn picture_url(&self, page: &Page) -> Option<String> {
        let site = self.config.html.site_url.absolute().filter(|_| self.config.html.social_cards)?;
        Some(
            site + &self
                .picture(page.lang, self.site.stage_of(page).and_then(|stage| self.stage_place(page.lang, stage)))?
                .file(),
        )
    }

    /// The pictures of all languages.
    pub(super) fn pictures(&self, sink: &dyn Sink) -> Result<(), super::RenderError> {
        for picture in self.all_pictures() {
            let file = picture.file();
            let path = out_path(&file)?;
            let written = match sink.earlier(&path) {
                Some(_) => sink.keep(&path),
                None => sink.write(&path, Some("picture"), &picture.png()),
            };
            written.map_err(|source| super::RenderError::Write { path: file, source })?;
        }
        Ok(())
    }

    /// The paths of all of them.
    pub(super) fn picture_files(&self) -> BTreeSet<String> {
        self.all_pictures().into_iter().map(Picture::file).collect()
    }

    /// The picture at a path.
    pub(super) fn picture_file(&self, path: &str) -> Option<Vec<u8>> {
        self.all_pictures().into_iter().find(|picture| picture.file() == path).map(Picture::png)
    }

    fn all_pictures(&self) -> BTreeSet<Picture> {
        let is_asked = self.config.html.social_cards && self.config.html.site_url.origin.is_some();
        let of = |lang: LangId| {
            let stages = self.site.languages[lang.index()].stages.len();
            std::iter::once(None).chain((1..=stages).map(Some)).filter_map(move |stage| self.picture(lang, stage))
        };
        self.config.lang_ids().filter(|_| is_asked).flat_map(of).collect()
    }

    fn picture(&self, lang: LangId, stage: Option<usize>) -> Option<Picture> {
        let stages = self.site.languages[lang.index()].stages.len();
        let to_left = self.config.language(lang).locale.direction() == Direction::Rtl;
        (stages > 0).then_some(Picture { stage, stages, to_left })
    }

    fn stage_place(&self, lang: LangId, stage: crate::ids::GroupId) -> Option<usize> {
        let mut stages = self.site.languages[lang.index()].stages.iter();
        stages.position(|id| self.site.page(*id).group == Some(stage)).map(|place| place + 1)
    }
}

impl Picture {
    /// Its path below the site's root.
    fn file(self) -> String {
        let own = format!("{VERSION} {:?} {} {}", self.stage, self.stages, self.to_left);
        let digest = Digest::of(own.as_bytes());
        let digest: String = digest.as_bytes().iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        let stage = self.stage.map(|stage| format!("-{stage}")).unwrap_or_default();
        format!("assets/card{stage}-of-{}.{digest}.png", self.stages)
    }

    /// Draws it.
    fn png(self) -> Vec<u8> {
        let Some(mut map) = Pixmap::new(WIDTH as u32, HEIGHT as u32) else { return Vec::new() };
        map.fill(color(PAPER));
        for (x, y, rings, phase) in [(930.0, 60.0, 11, 0.4), (150.0, 640.0, 8, 2.1)] {
            for ring in 1..=rings {
                stroke(&mut map, contour(x, y, 34.0 * ring as f32, phase), CONTOUR, 2.5, None);
            }
        }
        let at = |station: usize| {
            let share = if self.stages == 1 { 0.5 } else { station as f32 / (self.stages - 1) as f32 };
            let x = 140.0 + share * (WIDTH - 280.0);
            let y = HEIGHT / 2.0 + if station.is_multiple_of(2) { -42.0 } else { 42.0 };
            (if self.to_left { WIDTH - x } else { x }, y)
        };
        let radius = (0.32 * (WIDTH - 280.0) / self.stages.max(2) as f32).min(62.0);
        for station in 1..self.stages {
            let ((x1, y1), (x2, y2)) = (at(station - 1), at(station));
            let mut way = PathBuilder::new();
            let middle = x1.midpoint(x2);
            way.move_to(x1, y1);
            way.cubic_to(middle, y1, middle, y2, x2, y2);
            // What lies ahead is dotted.
            let ahead = self.stage.is_some_and(|stage| station >= stage);
            let dots = StrokeDash::new(vec![0.1, 17.0], 0.0).filter(|_| ahead);
            stroke(&mut map, way.finish(), STAGES[(station - 1) % 8], 7.0, dots);
        }
        for station in 0..self.stages {
            let (x, y) = at(station);
            let own = STAGES[station % 8];
            let here = self.stage == Some(station + 1);
            let passed = self.stage.is_none_or(|stage| station + 1 < stage);
            let number = if here {
                let size = radius * 1.45;
                fill(&mut map, diamond(x, y, size + 13.0), PAPER);
                stroke(&mut map, diamond(x, y, size + 13.0), own, 4.0, None);
                fill(&mut map, diamond(x, y, size), own);
                PAPER
            } else {
                if station + 1 == self.stages {
                    fill(&mut map, circle(x, y, radius + 13.0), PAPER);
                    stroke(&mut map, circle(x, y, radius + 13.0), own, 4.0, None);
                }
                fill(&mut map, circle(x, y, radius), if passed { mixed(own, 0.2) } else { mixed(own, 0.06) });
                stroke(&mut map, circle(x, y, radius), own, 6.0, None);
                own
            };
            self::number(&mut map, station + 1, x, y, radius * 0.8, number);
        }
        map.encode_png().unwrap_or_default()
    }
}

/// A ring about as wide as twice the radius, and not quite round.
fn contour(x: f32, y: f32, radius: f32, phase: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    for step in 0..=96 {
        let angle = TAU * step as f32 / 96.0;
        let out = radius * (1.0 + 0.13 * (2.0 * angle + phase).sin() + 0.06 * (3.0 * angle - 2.0 * phase).cos());
        let (px, py) = (x + 1.25 * out * angle.cos(), y + 0.85 * out * angle.sin());
        if step == 0 { path.move_to(px, py) } else { path.line_to(px, py) }
    }
    path.close();
    path.finish()
}

fn circle(x: f32, y: f32, radius: f32) -> Option<Path> {
    PathBuilder::from_circle(x, y, radius)
}

fn diamond(x: f32, y: f32, size: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(x, y - size);
    path.line_to(x + size, y);
    path.line_to(x, y + size);
    path.line_to(x - size, y);
    path.close();
    path.finish()
}

/// A number in the middle of a station.
fn number(map: &mut Pixmap, number: usize, x: f32, y: f32, size: f32, color: [u8; 3]) {
    let digits: Vec<usize> = number.to_string().bytes().map(|byte| usize::from(byte - b'0')).collect();
    let wide = size * (0.6 * digits.len() as f32 + 0.2 * (digits.len() as f32 - 1.0));
    for (i, digit) in digits.into_iter().enumerate() {
        let left = x - wide / 2.0 + i as f32 * size * 0.8;
        stroke(map, glyph(DIGITS[digit], left, y - size / 2.0, size), color, size * 0.15, None);
    }
}

/// A path of the commands M, L and C with absolute numbers (SVG 2, 9.3).
fn glyph(commands: &str, left: f32, top: f32, size: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    let mut rest = commands;
    while let Some(kind) = rest.chars().next() {
        let end = rest[1..].find(['M', 'L', 'C']).map_or(rest.len(), |i| i + 1);
        let numbers: Vec<f32> = rest[1..end].split_whitespace().filter_map(|number| number.parse().ok()).collect();
        let points: Vec<(f32, f32)> =
            numbers.chunks_exact(2).map(|point| (left + point[0] * size, top + point[1] * size)).collect();
        match (kind, points.as_slice()) {
            ('M', [to]) => path.move_to(to.0, to.1),
            ('L', [to]) => path.line_to(to.0, to.1),
            ('C', [a, b, to]) => path.cubic_to(a.0, a.1, b.0, b.1, to.0, to.1),
            _ => {}
        }
        rest = &rest[end..];
    }
    path.finish()
}

/// A colour on the ground.
fn mixed(of: [u8; 3], share: f32) -> [u8; 3] {
    [0, 1, 2].map(|i| (f32::from(of[i]) * share + f32::from(PAPER[i]) * (1.0 - share)).round() as u8)
}

fn color([r, g, b]: [u8; 3]) -> Color {
    Color::from_rgba8(r, g, b, 255)
}

fn paint(of: [u8; 3]) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(color(of));
    paint
}

fn fill(map: &mut Pixmap, path: Option<Path>, of: [u8; 3]) {
    if let Some(path) = path {
        map.fill_path(&path, &paint(of), FillRule::Winding, Transform::identity(), None);
    }
}

fn stroke(map: &mut Pixmap, path: Option<Path>, of: [u8; 3], width: f32, dash: Option<StrokeDash>) {
    if let Some(path) = path {
        let stroke = Stroke { width, line_cap: LineCap::Round, dash, ..Stroke::default() };
        map.stroke_path(&path, &paint(of), &stroke, Transform::identity(), None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_on_the_way_has_a_picture_of_its_own() {
        let card = |stage, to_left| Picture { stage, stages: 4, to_left };
        let all = [card(None, false), card(Some(1), false), card(Some(4), false), card(Some(1), true)];
        let files: BTreeSet<String> = all.iter().map(|picture| picture.file()).collect();
        let pictures: BTreeSet<Vec<u8>> = all.iter().map(|picture| picture.png()).collect();
        assert_eq!((files.len(), pictures.len()), (4, 4));
        for picture in pictures {
            // PNG, 5.2 and 11.2.2: the signature, then the width and height.
            assert_eq!(picture[..8], *b"\x89PNG\r\n\x1a\n");
            assert_eq!(picture[16..24], [0, 0, 4, 176, 0, 0, 2, 118]);
            assert!(picture.len() < 120_000, "{}", picture.len());
        }
    }

    #[test]
    fn a_long_way_and_a_short_one_can_be_drawn() {
        for stages in [1, 2, 9, 40, 500] {
            assert!(!Picture { stage: Some(stages), stages, to_left: false }.png().is_empty());
        }
    }
}
