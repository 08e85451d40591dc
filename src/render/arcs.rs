//! Links between the rows of a list as a drawing beside it: an arc for each pair of rows (Wattenberg, Arc Diagrams, 2002).
//!
//! In: how many rows there are, and which are linked. Out: SVG, as high as the list, to be stretched to it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::show::Html;

/// How wide the drawing is, in units of which a row is one hundred high.
const WIDTH: usize = 1000;

/// Draws the arcs. `colors` are the rows' own, by number.
pub(super) fn draw(colors: &[Option<u64>], links: &BTreeMap<(usize, usize), usize>) -> Html {
    let rows = colors.len();
    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {}\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">",
        rows * 100
    );
    for ((a, b), count) in links {
        let (from, to) = (a * 100 + 50, b * 100 + 50);
        // Neighbours stay near the list, and the two rows that are farthest apart reach the edge.
        let reach = ((b - a) as f64 / rows.max(2) as f64).sqrt() * WIDTH as f64 * 4.0 / 3.0;
        let color = colors[*a].or(colors[*b]).map(|n| format!(" data-n=\"{n}\"")).unwrap_or_default();
        let weight = if *count > 2 { " class=\"many\"" } else { "" };
        let _ = write!(
            out,
            "<path d=\"M0 {from}C{reach:.0} {from} {reach:.0} {to} 0 {to}\" data-a=\"{a}\" data-b=\"{b}\"{color}{weight}/>"
        );
    }
    out.push_str("</svg>");
    Html(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arcs_join_the_middles_of_their_rows_and_stay_in_the_drawing() {
        let links = BTreeMap::from([((0, 1), 1), ((0, 3), 3)]);
        let Html(svg) = draw(&[Some(2), None, None, None], &links);
        assert!(svg.contains("viewBox=\"0 0 1000 400\""), "{svg}");
        assert!(
            svg.contains("<path d=\"M0 50C667 50 667 150 0 150\" data-a=\"0\" data-b=\"1\" data-n=\"2\"/>"),
            "{svg}"
        );
        assert!(svg.contains("data-a=\"0\" data-b=\"3\" data-n=\"2\" class=\"many\"/>"), "{svg}");
        // A cubic with both handles at x reaches three quarters of it.
        let reach: f64 = svg.split("M0 50C").nth(2).unwrap().split(' ').next().unwrap().parse().unwrap();
        assert!(reach * 0.75 <= 1000.0, "{reach}");
    }
}
