/** A type of the language: the name of a simple one, or a tuple for those that are made of others. */
export type Type =
  | SimpleType
  | readonly ["list", Type]
  | readonly ["range", Type]
  | readonly ["context", Readonly<Record<string, Type>> | null]
  | readonly ["function", readonly Type[] | null, Type];

/** A type without parts. `unknown` is a type that the scope does not know: nothing is of it. */
export type SimpleType =
  | "Any"
  | "Null"
  | "number"
  | "string"
  | "boolean"
  | "date"
  | "time"
  | "date and time"
  | "days and time duration"
  | "years and months duration"
  | "unknown";

/** Returns the text form of a type. */
export function typeText(kind: Type): string {
  if (typeof kind === "string") return kind;
  switch (kind[0]) {
    case "context": {
      const members = kind[1];
      if (members === null) return "context";
      return `context<${Object.entries(members)
        .map(([name, member]) => `${name}: ${typeText(member)}`)
        .join(", ")}>`;
    }
    case "function":
      return kind[1] === null ? "function" : `function<${kind[1].map(typeText).join(", ")}>->${typeText(kind[2])}`;
    default:
      return `${kind[0]}<${typeText(kind[1])}>`;
  }
}

/** Returns whether every value of `kind` is a value of `target`, without conversions (DMN 1.5, table 54). */
export function conforms(kind: Type, target: Type): boolean {
  if (target === "Any" || kind === "Null") return true;
  if (typeof kind === "string" || typeof target === "string") return kind === target;
  switch (kind[0]) {
    case "list":
    case "range":
      return target[0] === kind[0] && conforms(kind[1], target[1]);
    case "context":
      return target[0] === "context" && memberConform(kind[1], target[1]);
    case "function":
      return target[0] === "function" && callConform(kind, target);
  }
}

type Members = Readonly<Record<string, Type>> | null;

function memberConform(given: Members, wanted: Members): boolean {
  if (wanted === null) return true;
  if (given === null) return false;
  return Object.entries(wanted).every(([name, member]) => {
    const own = Object.hasOwn(given, name) ? given[name] : undefined;
    return own !== undefined && conforms(own, member);
  });
}

type Callable = readonly ["function", readonly Type[] | null, Type];

function callConform(given: Callable, wanted: Callable): boolean {
  const ours = wanted[1];
  const theirs = given[1];
  if (ours === null) return true;
  if (theirs === null || theirs.length !== ours.length) return false;
  return theirs.every((own, position) => conforms(ours[position] ?? "Any", own)) && conforms(given[2], wanted[2]);
}

/** Returns the narrowest type that both conform to, as far as there is one; else `Any`. */
export function common(first: Type, second: Type): Type {
  if (conforms(first, second)) return second;
  if (conforms(second, first)) return first;
  if (typeof first === "string" || typeof second === "string") return "Any";
  if (first[0] === "list" && second[0] === "list") return ["list", common(first[1], second[1])];
  if (first[0] !== "context" || second[0] !== "context" || first[1] === null || second[1] === null) return "Any";
  const others = new Map(Object.entries(second[1]));
  const shared: [string, Type][] = [];
  for (const [name, kind] of Object.entries(first[1])) {
    const other = others.get(name);
    if (other !== undefined) shared.push([name, common(kind, other)]);
  }
  return ["context", Object.fromEntries(shared)];
}
