/** What reads codes in a picture: the browser's own way, or the same by a program. */
export interface CodeReader {
  readonly detect: (source: HTMLVideoElement) => Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = new (options?: { readonly formats: readonly string[] }) => CodeReader;

/** The kinds of codes: by the browser's names for them, and by the program's. */
const FORMATS = {
  code39: ["code_39", "CODE_39"],
  code128: ["code_128", "CODE_128"],
  data_matrix: ["data_matrix", "DATA_MATRIX"],
  ean8: ["ean_8", "EAN_8"],
  ean13: ["ean_13", "EAN_13"],
  itf14: ["itf", "ITF"],
  qr: ["qr_code", "QR_CODE"],
  upc_a: ["upc_a", "UPC_A"],
} as const;

/** Returns what reads codes of a kind, of every kind for one that is not known. */
export async function codeReader(symbology: string | undefined): Promise<CodeReader> {
  const format = symbology !== undefined && symbology in FORMATS ? FORMATS[symbology as keyof typeof FORMATS] : null;
  const Own = (globalThis as { readonly BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (Own !== undefined) return new Own(format === null ? undefined : { formats: [format[0]] });
  return programmed(format?.[1] ?? null);
}

/** Returns the program that reads codes where the browser cannot; it is only fetched then. */
async function programmed(format: (typeof FORMATS)[keyof typeof FORMATS][1] | null): Promise<CodeReader> {
  const [{ BrowserMultiFormatReader }, library] = await Promise.all([
    import("@zxing/browser"),
    import("@zxing/library"),
  ]);
  const { BarcodeFormat, ChecksumException, DecodeHintType, FormatException, NotFoundException } = library;
  const wanted = new Map<typeof DecodeHintType.POSSIBLE_FORMATS | typeof DecodeHintType.TRY_HARDER, unknown>([
    [DecodeHintType.TRY_HARDER, true],
    ...(format === null ? [] : [[DecodeHintType.POSSIBLE_FORMATS, [BarcodeFormat[format]]] as const]),
  ]);
  const reader = new BrowserMultiFormatReader(wanted);
  return {
    detect: async (source) => {
      try {
        return [{ rawValue: reader.decode(source).getText() }];
      } catch (error) {
        // There is no code in the picture, or none that can be read yet.
        const nothing = [NotFoundException, ChecksumException, FormatException].some((one) => error instanceof one);
        if (nothing) return [];
        throw error;
      }
    },
  };
}
