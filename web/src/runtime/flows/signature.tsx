import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import SignaturePad from "signature_pad";
import { useTexts } from "../../core/language";

const [WIDTH, HEIGHT] = [420, 140];

/** A sheet to sign on; gives the picture as a `data:` address, which is kept with the decision itself. */
export function Signature({ onChange }: { onChange: (picture: string | null) => void }) {
  const { t } = useTexts();
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad | null>(null);
  const told = useRef(onChange);
  told.current = onChange;
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    if (canvas.current === null) return;
    const made = new SignaturePad(canvas.current, { backgroundColor: "#ffffff", penColor: "#14213d" });
    made.addEventListener("endStroke", () => {
      setDrawn(true);
      told.current(made.toDataURL("image/png"));
    });
    pad.current = made;
    return () => made.off();
  }, []);
  return (
    <div className="signature">
      <canvas ref={canvas} aria-label={t("flows.signature")} height={HEIGHT} role="img" width={WIDTH} />
      <p className="quiet">{t("flows.signHint")}</p>
      <Button
        disabled={!drawn}
        size="small"
        onClick={() => {
          pad.current?.clear();
          setDrawn(false);
          onChange(null);
        }}
      >
        {t("flows.clearSignature")}
      </Button>
    </div>
  );
}
