import { type FunctionName, SIGNATURES, type Signature } from "../generated/functions";
import { LIMITS } from "../generated/language";
import { TWINS } from "../generated/twins";
import { Decimal, settled } from "./decimal";
import { LimitReached, NoResult, noResult, presentRun, type Text, warn } from "./evaluation";
import { type Type, typeText } from "./types";
import { type Context, converted, FunctionValue, type List, type Value } from "./values";

interface BuiltInParameter {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
  readonly nullable: boolean;
  readonly variadic: boolean;
}

/** One way to call a built-in function, and what computes it. */
interface Way {
  readonly text: string;
  readonly parameters: readonly BuiltInParameter[];
  readonly required: number;
  readonly variadic: boolean;
  readonly implementation: (...values: readonly Value[]) => Value;
}

const made = new Map<string, FunctionValue>();

/** Returns the built-in function of a name as a value, undefined when the browser has none of that name. */
export function builtin(name: string): FunctionValue | undefined {
  const known = made.get(name);
  if (known !== undefined) return known;
  if (!isFunctionName(name)) return undefined;
  const ways = waysOf(name);
  const [first] = ways;
  const parameters = first === undefined ? [] : first.parameters;
  const result = SIGNATURES[name][0][2];
  const value = new FunctionValue(
    name,
    parameters,
    result,
    (given) => callByPosition(name, ways, given),
    (given) => callByName(name, ways, given),
  );
  made.set(name, value);
  return value;
}

function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(SIGNATURES, name);
}

function waysOf(name: FunctionName): readonly Way[] {
  const signatures: readonly Signature[] = SIGNATURES[name];
  const twin: unknown = TWINS[name];
  return signatures.map(([text, parameters], position) => {
    const read = parameters.map(([own, type, flags]) => ({
      name: own,
      nullable: flags.includes("n"),
      optional: flags.includes("o"),
      type,
      variadic: flags.includes("v"),
    }));
    // The compiler has made sure that there is an implementation of the right type for every signature.
    const implementation = (Array.isArray(twin) ? twin[position] : twin) as Way["implementation"];
    const required = read.filter(({ optional, variadic }) => !optional && !variadic).length;
    return { implementation, parameters: read, required, text, variadic: read.at(-1)?.variadic ?? false };
  });
}

function callByPosition(name: string, ways: readonly Way[], given: List): Value {
  let reason: Text | null = null;
  for (const way of ways) {
    if (given.length < way.required || (!way.variadic && given.length > way.parameters.length)) continue;
    const fitting = fitted(way, given);
    if (Array.isArray(fitting)) return run(way, fitting);
    reason ??= fitting as Text;
  }
  return refuse(name, ways, reason);
}

function callByName(name: string, ways: readonly Way[], given: Context): Value {
  let reason: Text | null = null;
  for (const way of ways) {
    const ordered = inOrder(way, given);
    if (ordered === null) continue;
    const fitting = fitted(way, ordered);
    if (Array.isArray(fitting)) return run(way, fitting);
    reason ??= fitting as Text;
  }
  return refuse(name, ways, reason);
}

/** Returns named arguments by position, as far as any is given, null for those left out; null when they do not fit. */
function inOrder(way: Way, given: Context): List | null {
  if (way.variadic) return null;
  const { parameters } = way;
  const names = new Set(parameters.map(({ name }) => name));
  for (const name of given.keys()) if (!names.has(name)) return null;
  if (parameters.some(({ name, nullable, optional }) => !optional && !nullable && !given.has(name))) return null;
  const count = parameters.findLastIndex(({ name }) => given.has(name)) + 1;
  return parameters.slice(0, count).map(({ name }) => given.get(name) ?? null);
}

/** Returns the arguments converted for a signature, or why they do not fit. */
function fitted(way: Way, given: List): Value[] | Text {
  const fitting: Value[] = [];
  for (let position = 0; position < given.length; position += 1) {
    const parameter = way.parameters[Math.min(position, way.parameters.length - 1)];
    const value = given[position] ?? null;
    if (parameter === undefined) return { en: "too many arguments", "zh-CN": "参数过多" };
    const { name, type } = parameter;
    if (value === null && !parameter.nullable) return { en: `${name} is null`, "zh-CN": `${name} 为 null` };
    const argument = converted(value, type);
    if (argument === undefined) {
      return { en: `${name} is not ${typeText(type)}`, "zh-CN": `${name} 不是 ${typeText(type)}` };
    }
    fitting.push(argument);
  }
  return fitting;
}

function refuse(name: string, ways: readonly Way[], reason: Text | null): null {
  if (reason === null) {
    return warn("WRONG_ARGUMENTS", { name, signatures: ways.map(({ text }) => `\`${text}\``).join(", ") });
  }
  return noResult({ en: `\`${name}\`: ${reason.en}`, "zh-CN": `\`${name}\`：${reason["zh-CN"]}` });
}

/** Returns what an implementation gives for fitting arguments; null with a warning when it has no result. */
function run(way: Way, given: List): Value {
  let result: Value;
  presentRun().call();
  // A call by name may leave out an argument that can be null; only some implementations know what that means.
  if (given.length < Math.min(way.required, way.implementation.length)) return nothing();
  try {
    result = way.implementation(...given);
  } catch (error) {
    if (error instanceof NoResult) return noResult(error.reason);
    if (error instanceof LimitReached) throw error;
    return nothing();
  }
  if (result instanceof Decimal) return settled(result) ?? nothing();
  if ((typeof result === "string" || Array.isArray(result)) && result.length > LIMITS.size) {
    throw new LimitReached("SIZE_LIMIT", LIMITS.size);
  }
  return result;
}

function nothing(): null {
  return noResult({ en: "the arguments have no result", "zh-CN": "这些参数没有结果" });
}
