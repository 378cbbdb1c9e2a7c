import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import SignaturePad from "signature_pad";
import { useTexts } from "../core/language";
import type { InputProps } from "./field-type";
import { StoredPicture } from "./file-parts";
import { useSiblings, useSources } from "./sources";

const [WIDTH, HEIGHT] = [480, 160];

/** A sheet to sign on with a finger, a pen or a mouse; what is drawn becomes a picture. */
export function SignatureInput({ props, name }: { props: InputProps<unknown>; name: string }) {
  const { t } = useTexts();
  const { files, titles, upload } = useSources();
  const siblings = useSiblings();
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad | null>(null);
  const [drawn, setDrawn] = useState(false);
  const [state, setState] = useState<"ready" | "busy" | "failed">("ready");
  const { disabled, id, label, onChange, value } = props;
  const signed = typeof value === "string";
  const off = disabled || upload === null;
  useEffect(() => {
    if (signed || off || canvas.current === null) return;
    const made = new SignaturePad(canvas.current, { backgroundColor: "#ffffff", penColor: "#14213d" });
    made.addEventListener("endStroke", () => setDrawn(true));
    pad.current = made;
    return () => made.off();
  }, [signed, off]);
  const keep = async () => {
    const picture = await new Promise<Blob | null>((resolve) => canvas.current?.toBlob(resolve, "image/png"));
    if (picture === null || upload === null) return;
    setState("busy");
    try {
      const file = new File([picture], `${label}.png`, { type: "image/png" });
      const { signal } = new AbortController();
      const stored = await upload(file, { onProgress: () => undefined, place: siblings.place(name), signal });
      titles.learn({ [stored.id]: stored.name });
      files.set(stored.id, stored);
      setDrawn(false);
      onChange(stored.id);
      setState("ready");
    } catch {
      setState("failed");
    }
  };
  return (
    <fieldset className="bare signature" id={id} aria-label={label}>
      {signed ? (
        <span className="files pictures">
          <StoredPicture id={value} size={640} />
        </span>
      ) : (
        <canvas ref={canvas} aria-label={t("fields.signHere")} height={HEIGHT} role="img" width={WIDTH} />
      )}
      <div className="row-tools">
        {signed ? (
          <Button disabled={disabled} size="small" onClick={() => onChange(null)}>
            {t("fields.signAgain")}
          </Button>
        ) : (
          <>
            <Button disabled={off || !drawn} loading={state === "busy"} size="small" type="primary" onClick={keep}>
              {t("fields.sign")}
            </Button>
            <Button
              disabled={off || !drawn}
              size="small"
              onClick={() => {
                pad.current?.clear();
                setDrawn(false);
              }}
            >
              {t("fields.clear")}
            </Button>
          </>
        )}
        {upload === null ? <span className="quiet">{t("fields.noFilesHere")}</span> : null}
        {state === "failed" ? <span role="alert">{t("fields.uploadFailed")}</span> : null}
      </div>
    </fieldset>
  );
}
