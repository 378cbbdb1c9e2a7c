import { useTexts } from "../../core/language";
import type { PartView } from "../../generated/api";
import { numberOf, pointsOf } from "./figures";

/** Half the width of the picture, and how far 100 points are from its middle. */
const MIDDLE = 150;
const REACH = 92;
const RINGS = [25, 50, 75, 100] as const;
/** With fewer measures there is no area to see. */
const FEWEST = 3;

/** The points of each measure on an axis of its own, beside the mean of all; nothing for fewer than three measures. */
export function Radar({ parts }: { parts: readonly PartView[] }) {
  const { language, say, t } = useTexts();
  if (parts.length < FEWEST) return null;
  const at = (index: number, points: number): readonly [number, number] => {
    const angle = (2 * Math.PI * index) / parts.length - Math.PI / 2;
    const distance = (REACH * points) / 100;
    return [MIDDLE + distance * Math.cos(angle), MIDDLE + distance * Math.sin(angle)];
  };
  const area = (points: (part: PartView) => number | null) =>
    parts.map((part, index) => at(index, points(part) ?? 0).join(",")).join(" ");
  const told = parts.map((part) => `${say(part.label)} ${pointsOf(part.points, language)}`).join(", ");
  return (
    <figure className="radar">
      <svg aria-label={`${t("scores.radar")}: ${told}`} role="img" viewBox={`-40 0 ${2 * MIDDLE + 80} ${2 * MIDDLE}`}>
        {RINGS.map((ring) => (
          <polygon className="radar-ring" key={ring} points={area(() => ring)} />
        ))}
        {parts.map((part, index) => {
          const [x, y] = at(index, 100);
          return <line className="radar-axis" key={part.name} x1={MIDDLE} x2={x} y1={MIDDLE} y2={y} />;
        })}
        <polygon className="radar-mean" points={area((part) => numberOf(part.mean))} />
        <polygon className="radar-own" points={area((part) => numberOf(part.points))} />
        {parts.map((part, index) => {
          const [x, y] = at(index, numberOf(part.points) ?? 0);
          return <circle className="radar-dot" cx={x} cy={y} key={part.name} r={3} />;
        })}
        {parts.map((part, index) => {
          const [x, y] = at(index, 122);
          const side = Math.abs(x - MIDDLE) < 8 ? "middle" : x > MIDDLE ? "start" : "end";
          return <Corner anchor={side} key={part.name} text={say(part.label)} x={x} y={y} />;
        })}
      </svg>
      <figcaption>
        <span className="radar-key own">{t("scores.own")}</span>
        <span className="radar-key mean">{t("scores.mean")}</span>
      </figcaption>
    </figure>
  );
}

/** The name of a corner, on two lines when it is long. */
function Corner({ anchor, text, x, y }: { anchor: "start" | "middle" | "end"; text: string; x: number; y: number }) {
  const lines = linesOf(text);
  return (
    <text className="radar-name" textAnchor={anchor} x={x} y={y - (lines.length - 1) * 6}>
      {lines.map((line, index) => (
        <tspan dy={index === 0 ? 4 : 13} key={line} x={x}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

/** Returns a text in at most two lines of about equal length. */
function linesOf(text: string): readonly string[] {
  const wide = /[\u2e80-\uffef]/.test(text);
  if (text.length <= (wide ? 7 : 14)) return [text];
  if (wide) {
    const half = Math.ceil(text.length / 2);
    return [text.slice(0, half), text.slice(half)];
  }
  const words = text.split(" ");
  let first = "";
  while (words.length > 1 && first.length + (words[0]?.length ?? 0) <= text.length / 2) first += `${words.shift()} `;
  return first === "" ? [text] : [first.trim(), words.join(" ")];
}
