import { type RefObject, useCallback, useLayoutEffect, useState } from "react";

/** The height of a row of a grid, in pixels. */
export const ROW_HEIGHT = 37;
const STEP = 8;
const BEYOND = 8;
const FIRST = 32;

/** Returns which rows of a grid are in sight or near, first and behind the last, and what to call when it scrolls. */
export function useRowWindow(grid: RefObject<HTMLElement | null>, count: number) {
  const [range, setRange] = useState<readonly [number, number]>([0, FIRST]);
  const look = useCallback(() => {
    const shown = grid.current;
    if (shown === null) return;
    const top = Math.floor(shown.scrollTop / ROW_HEIGHT / STEP) * STEP;
    const height = Math.ceil(shown.clientHeight / ROW_HEIGHT / STEP) * STEP;
    const [first, last] = [Math.max(0, top - BEYOND), top + height + STEP + BEYOND];
    setRange((before) => (before[0] === first && before[1] === last ? before : [first, last]));
  }, [grid]);
  // With other rows another part may be in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useLayoutEffect(look, [look, count]);
  return { first: range[0], last: Math.min(count, range[1]), look };
}
