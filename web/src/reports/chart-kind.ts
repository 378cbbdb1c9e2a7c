import type { ReportRow } from "../generated/api";
import type { ChartKind, Drawn } from "./drawing";

/** What a kind of chart is shown with. */
export interface Shown<K extends ChartKind> extends Drawn<K> {
  /** Takes a group that was pressed: null for everything. */
  readonly onPick: (row: ReportRow | null) => void;
}
