import { lengthOf } from "../texts";

/** A set of characters: whether a character, by its code point, is in it. */
export type CharacterSet = (point: number) => boolean;

/** A stretch of characters, both ends included. */
export type Stretch = readonly [low: number, high: number];

/** Categories that the flag `i` does not widen. */
const CASED: ReadonlySet<string> = new Set(["Lu", "Ll", "Lt"]);
const CATEGORY = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?)$/;
const NAME_START: readonly Stretch[] = [
  [0x3a, 0x3a],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xd7ff],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfffd],
  [0x10000, 0xeffff],
];
const NAME_PART: readonly Stretch[] = [
  ...NAME_START,
  [0x2d, 0x2e],
  [0x30, 0x39],
  [0xb7, 0xb7],
  [0x300, 0x36f],
  [0x203f, 0x2040],
];
/** The blocks of Unicode that XML Schema names, each with its first and last character. */
const BLOCKS =
  "BasicLatin 0 7F Latin-1Supplement 80 FF LatinExtended-A 100 17F LatinExtended-B 180 24F IPAExtensions 250 2AF " +
  "SpacingModifierLetters 2B0 2FF CombiningDiacriticalMarks 300 36F Greek 370 3FF GreekandCoptic 370 3FF " +
  "Cyrillic 400 4FF Armenian 530 58F Hebrew 590 5FF Arabic 600 6FF Syriac 700 74F Thaana 780 7BF " +
  "Devanagari 900 97F Bengali 980 9FF Gurmukhi A00 A7F Gujarati A80 AFF Oriya B00 B7F Tamil B80 BFF " +
  "Telugu C00 C7F Kannada C80 CFF Malayalam D00 D7F Sinhala D80 DFF Thai E00 E7F Lao E80 EFF Tibetan F00 FFF " +
  "Myanmar 1000 109F Georgian 10A0 10FF HangulJamo 1100 11FF Ethiopic 1200 137F Cherokee 13A0 13FF " +
  "UnifiedCanadianAboriginalSyllabics 1400 167F Ogham 1680 169F Runic 16A0 16FF Khmer 1780 17FF " +
  "Mongolian 1800 18AF LatinExtendedAdditional 1E00 1EFF GreekExtended 1F00 1FFF GeneralPunctuation 2000 206F " +
  "SuperscriptsandSubscripts 2070 209F CurrencySymbols 20A0 20CF CombiningMarksforSymbols 20D0 20FF " +
  "CombiningDiacriticalMarksforSymbols 20D0 20FF LetterlikeSymbols 2100 214F NumberForms 2150 218F Arrows 2190 21FF " +
  "MathematicalOperators 2200 22FF MiscellaneousTechnical 2300 23FF ControlPictures 2400 243F " +
  "OpticalCharacterRecognition 2440 245F EnclosedAlphanumerics 2460 24FF BoxDrawing 2500 257F BlockElements 2580 259F " +
  "GeometricShapes 25A0 25FF MiscellaneousSymbols 2600 26FF Dingbats 2700 27BF BraillePatterns 2800 28FF " +
  "CJKRadicalsSupplement 2E80 2EFF KangxiRadicals 2F00 2FDF IdeographicDescriptionCharacters 2FF0 2FFF " +
  "CJKSymbolsandPunctuation 3000 303F Hiragana 3040 309F Katakana 30A0 30FF Bopomofo 3100 312F " +
  "HangulCompatibilityJamo 3130 318F Kanbun 3190 319F BopomofoExtended 31A0 31BF " +
  "EnclosedCJKLettersandMonths 3200 32FF CJKCompatibility 3300 33FF CJKUnifiedIdeographsExtensionA 3400 4DBF " +
  "CJKUnifiedIdeographs 4E00 9FFF YiSyllables A000 A48F YiRadicals A490 A4CF HangulSyllables AC00 D7AF " +
  "PrivateUse E000 F8FF PrivateUseArea E000 F8FF CJKCompatibilityIdeographs F900 FAFF " +
  "AlphabeticPresentationForms FB00 FB4F ArabicPresentationForms-A FB50 FDFF CombiningHalfMarks FE20 FE2F " +
  "CJKCompatibilityForms FE30 FE4F SmallFormVariants FE50 FE6F ArabicPresentationForms-B FE70 FEFF " +
  "HalfwidthandFullwidthForms FF00 FFEF Specials FFF0 FFFF OldItalic 10300 1032F Gothic 10330 1034F " +
  "Deseret 10400 1044F ByzantineMusicalSymbols 1D000 1D0FF MusicalSymbols 1D100 1D1FF " +
  "MathematicalAlphanumericSymbols 1D400 1D7FF CJKUnifiedIdeographsExtensionB 20000 2A6DF " +
  "CJKCompatibilityIdeographsSupplement 2F800 2FA1F Tags E0000 E007F";

let blocks: ReadonlyMap<string, Stretch> | null = null;

function blockNamed(name: string): Stretch | undefined {
  if (blocks === null) {
    const words = BLOCKS.split(" ");
    const found = new Map<string, Stretch>();
    for (let at = 0; at + 2 < words.length; at += 3) {
      const [word = "", low = "", high = ""] = words.slice(at, at + 3);
      found.set(word.toLowerCase(), [Number.parseInt(low, 16), Number.parseInt(high, 16)]);
    }
    blocks = found;
  }
  return blocks.get(name.toLowerCase());
}

/** Returns the other cases of a character that count as the same when case is ignored, itself first. */
function variants(point: number): readonly number[] {
  const text = String.fromCodePoint(point);
  const found = [point];
  for (const other of [text.toLowerCase(), text.toUpperCase(), text.toUpperCase().toLowerCase()]) {
    const alone = other.codePointAt(0);
    if (alone !== undefined && String.fromCodePoint(alone) === other && !found.includes(alone)) found.push(alone);
  }
  return found;
}

/** Returns a character as it is compared when case is ignored. */
export function folded(point: number): number {
  const text = String.fromCodePoint(point);
  const [small, smallOfCapital] = [text.toLowerCase(), text.toUpperCase().toLowerCase()];
  const fold = lengthOf(smallOfCapital) === 1 ? smallOfCapital : small;
  return lengthOf(fold) === 1 ? (fold.codePointAt(0) ?? point) : point;
}

/** Returns the set of the characters in any of the stretches. */
export function inStretches(stretches: readonly Stretch[], ignoringCase: boolean): CharacterSet {
  const has = (point: number) => stretches.some(([low, high]) => low <= point && point <= high);
  return ignoringCase ? (point) => has(point) || variants(point).some(has) : has;
}

function inProperty(name: string): CharacterSet {
  const pattern = new RegExp(`^\\p{${name}}$`, "u");
  return (point) => pattern.test(String.fromCodePoint(point));
}

const digit = inProperty("Nd");
const noWord = /^[\p{P}\p{Z}\p{C}]$/u;

const ESCAPES: Readonly<Record<string, CharacterSet>> = {
  c: inStretches(NAME_PART, false),
  d: digit,
  i: inStretches(NAME_START, false),
  s: (point) => point === 0x20 || point === 9 || point === 10 || point === 13,
  w: (point) => !noWord.test(String.fromCodePoint(point)),
};

/** Returns the set of an escape such as `s` or, for all other characters, `S`; undefined when there is none. */
export function escapeSet(letter: string): CharacterSet | undefined {
  const lower = letter.toLowerCase();
  const set = Object.hasOwn(ESCAPES, lower) ? ESCAPES[lower] : undefined;
  return set === undefined || lower === letter ? set : (point) => !set(point);
}

/** Returns the set of a category (`Lu`) or block (`IsBasicLatin`), undefined when there is none. */
export function propertySet(name: string, negated: boolean, ignoringCase: boolean): CharacterSet | undefined {
  let set: CharacterSet | undefined;
  if (CATEGORY.test(name)) {
    set = inProperty(name);
  } else if (name.startsWith("Is")) {
    const block = blockNamed(name.slice(2));
    set = block && inStretches([block], ignoringCase && !CASED.has(name));
  }
  return set !== undefined && negated ? complement(set) : set;
}

/** Returns the set of all other characters. */
export function complement(set: CharacterSet): CharacterSet {
  return (point) => !set(point);
}
