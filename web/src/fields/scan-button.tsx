import { ScanOutlined } from "@ant-design/icons";
import { Button, Modal } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTexts } from "../core/language";
import { codeReader } from "./code-reader";

const PAUSE = 200;

/** A button that opens the camera and reads a code; nothing where no camera may be used. Scanners type by themselves. */
export function ScanButton({
  symbology,
  disabled,
  onScan,
}: {
  symbology?: string;
  disabled: boolean;
  onScan: (text: string) => void;
}) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  if (navigator.mediaDevices === undefined) return null;
  return (
    <>
      <Button
        aria-label={t("fields.scan")}
        disabled={disabled}
        icon={<ScanOutlined />}
        size="small"
        type="text"
        onClick={() => setOpen(true)}
      />
      <Modal destroyOnHidden footer={null} open={open} title={t("fields.scan")} onCancel={() => setOpen(false)}>
        <Camera
          symbology={symbology}
          onScan={(text) => {
            setOpen(false);
            onScan(text);
          }}
        />
      </Modal>
    </>
  );
}

function Camera({ symbology, onScan }: { symbology: string | undefined; onScan: (text: string) => void }) {
  const { t } = useTexts();
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  const told = useRef(onScan);
  told.current = onScan;
  useEffect(() => {
    const watching = new AbortController();
    watch(video.current, symbology, watching.signal).then(
      (text) => text === null || told.current(text),
      () => setFailed(true),
    );
    return () => watching.abort();
  }, [symbology]);
  if (failed) return <p role="alert">{t("fields.noCamera")}</p>;
  return <video ref={video} autoPlay className="camera" muted playsInline />;
}

/** Returns what the first code before the camera says; null when nobody waits for it any more. */
async function watch(video: HTMLVideoElement | null, symbology: string | undefined, signal: AbortSignal) {
  if (video === null) return null;
  const reader = await codeReader(symbology);
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  try {
    video.srcObject = stream;
    while (!signal.aborted) {
      const [found] = video.readyState >= video.HAVE_CURRENT_DATA ? await reader.detect(video) : [];
      if (found !== undefined) return found.rawValue;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
