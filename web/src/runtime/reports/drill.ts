import type { Answer, DatasetField, DrillLevel, DrillStep, ReportDimension, ReportRow } from "../../generated/api";
import { membersOf } from "./behind-drawer";

/** The periods that each period has as its parts, the next ones in one step. */
const FINER: Readonly<Record<string, NonNullable<ReportDimension["grain"]>>> = {
  month: "day",
  quarter: "month",
  week: "day",
  year: "quarter",
};

/** A step down, with what the group that was gone into is called. */
export interface Step {
  readonly step: DrillStep;
  readonly text: string;
}

/** Returns the dimension in whose place parts come: the first one by periods that have parts, else the last. */
export function drilled(answer: Answer): ReportDimension | undefined {
  const dimensions = answer.query.dimensions ?? [];
  return dimensions.find(({ grain }) => grain && grain in FINER) ?? dimensions.at(-1);
}

/** Returns the dimension in whose place a level of a chosen way comes: the one before on the way, else the last. */
export function placeOf(answer: Answer, level: DrillLevel, steps: readonly Step[]): ReportDimension | undefined {
  const dimensions = answer.query.dimensions ?? [];
  const before = steps.at(-1)?.step.dimension;
  const last = level.grain ? undefined : dimensions.findLast(({ grain }) => !grain);
  return dimensions.find(({ name }) => name === before) ?? last ?? drilled(answer);
}

/** Returns a level of a chosen way as what a group is split by. */
export function dimensionAt({ expression, grain, label }: DrillLevel): ReportDimension {
  return { expression, name: "part", ...(grain ? { grain } : {}), ...(label ? { label } : {}) };
}

/** Returns the next parts of a dimension: the periods of a longer one; null where nothing says which. */
export function finer(dimension: ReportDimension): ReportDimension | null {
  const grain = dimension.grain ? FINER[dimension.grain] : undefined;
  return grain === undefined ? null : { ...dimension, grain };
}

/** Returns what a group can be split by: fields that it is not grouped by yet, the nearest ones first. */
export function splits(answer: Answer, fields: readonly DatasetField[]): readonly DatasetField[] {
  const used = new Set((answer.query.dimensions ?? []).map(({ expression }) => expression));
  return fields
    .filter(({ expression, role }) => (role === "dimension" || role === "time") && !used.has(expression))
    .sort((one, other) => (one.through?.length ?? 0) - (other.through?.length ?? 0));
}

/** Returns the step from a group to its parts. */
export function stepInto(answer: Answer, row: ReportRow, into: ReportDimension, dimension: string): DrillStep {
  return { dimension, group: { others: row.others ?? [], values: membersOf(answer, row) }, into };
}

/** Returns a field as what a group is split by. */
export function dimensionOf(field: DatasetField): ReportDimension {
  const { expression, role } = field;
  return { expression, name: "part", ...(role === "time" ? { grain: "month" as const } : {}) };
}
