import { CloseOutlined, LeftOutlined, PauseOutlined, PlayCircleOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Modal } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTexts } from "../../core/language";
import type { Tile } from "../../generated/api";

/** How long each chart is shown, in milliseconds. */
const WHILE = 10_000;

/** The charts of a dashboard one after the other, as large as the screen; arrow keys turn, the space bar stops. */
export function Presentation({
  tiles,
  onClose,
  children,
}: {
  tiles: readonly Tile[];
  onClose: () => void;
  children: (tile: Tile) => ReactNode;
}) {
  const { t } = useTexts();
  const [at, go] = useState(0);
  const [still, stop] = useState(false);
  const count = tiles.length;
  const turn = (by: number) => go((before) => (before + by + count) % count);
  const turned = useRef(turn);
  turned.current = turn;
  useEffect(() => {
    if (still || count < 2) return;
    const timer = setInterval(() => turned.current(1), WHILE);
    return () => clearInterval(timer);
  }, [still, count]);
  useEffect(() => {
    const press = ({ key, target }: KeyboardEvent) => {
      if (key === "ArrowRight") turned.current(1);
      else if (key === "ArrowLeft") turned.current(-1);
      else if (key === " " && !(target instanceof HTMLButtonElement)) stop((before) => !before);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  const tile = tiles[at % Math.max(1, count)];
  return (
    <Modal
      centered
      closable={false}
      destroyOnHidden
      footer={
        <div className="presentation-tools">
          <Button aria-label={t("reports.presentBefore")} icon={<LeftOutlined />} onClick={() => turn(-1)} />
          <Button
            aria-label={t(still ? "reports.presentGo" : "reports.presentPause")}
            icon={still ? <PlayCircleOutlined /> : <PauseOutlined />}
            onClick={() => stop(!still)}
          />
          <Button aria-label={t("reports.presentNext")} icon={<RightOutlined />} onClick={() => turn(1)} />
          <span className="quiet" role="status">
            {t("reports.presentPlace", { count, number: at + 1 })}
          </span>
          <Button icon={<CloseOutlined />} onClick={onClose}>
            {t("reports.presentStop")}
          </Button>
        </div>
      }
      open
      title={<span className="unseen">{t("reports.present")}</span>}
      width="97vw"
      onCancel={onClose}
    >
      <div key={tile?.name} className="presentation">
        {tile === undefined ? null : children(tile)}
      </div>
    </Modal>
  );
}
