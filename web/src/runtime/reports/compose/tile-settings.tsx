import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Modal, Select } from "antd";
import { useState } from "react";
import { useTexts } from "../../../core/language";
import type { DatasetField, DrillLevel, Tile } from "../../../generated/api";
import { useDatasets } from "../explore/sources";

const GRAINS = ["year", "quarter", "month", "week", "day"] as const;
const MOST = 6;

/** Says what the groups of a chart are gone into, and whether it follows the period of the dashboard. */
export function TileSettings({
  app,
  tile,
  title,
  onKeep,
  onClose,
}: {
  app: string;
  tile: Tile;
  title: string;
  onKeep: (tile: Tile) => void;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const [path, setPath] = useState<readonly DrillLevel[]>(tile.path ?? []);
  const [own, setOwn] = useState(tile.keeps_period ?? false);
  const known = useDatasets(app).data?.datasets ?? [];
  const used = new Set((tile.chart?.query.dimensions ?? []).map(({ expression }) => expression));
  const fields = (known.find(({ name }) => name === tile.chart?.query.dataset)?.fields ?? []).filter(
    ({ role, expression }) => role === "time" || (role === "dimension" && !used.has(expression)),
  );
  const next = fields.find(({ expression }) => !path.some((one) => one.expression === expression));
  return (
    <Modal
      open
      okText={t("compose.keep")}
      title={t("compose.settingsOf", { name: title })}
      onCancel={onClose}
      onOk={() => onKeep({ ...tile, keeps_period: own, path })}
    >
      <div className="stacked">
        <h3>{t("compose.path")}</h3>
        <p className="quiet">{t("compose.pathHint")}</p>
        {path.map((level, at) => (
          <Level
            // biome-ignore lint/suspicious/noArrayIndexKey: a level is known by its place alone
            key={at}
            fields={fields}
            level={level}
            number={at + 1}
            onChange={(changed) => setPath(path.map((one, place) => (place === at ? changed : one)))}
            onRemove={() => setPath(path.filter((_, place) => place !== at))}
          />
        ))}
        <Button
          disabled={next === undefined || path.length >= MOST}
          icon={<PlusOutlined />}
          onClick={() => next && setPath([...path, levelOf(next)])}
        >
          {t("compose.pathAdd")}
        </Button>
        <Checkbox checked={own} onChange={({ target }) => setOwn(target.checked)}>
          {t("compose.keepsPeriod")}
        </Checkbox>
        <p className="quiet">{t("compose.keepsPeriodHint")}</p>
      </div>
    </Modal>
  );
}

/** A level of the way down: a field, and for a time its periods. */
function Level({
  level,
  fields,
  number,
  onChange,
  onRemove,
}: {
  level: DrillLevel;
  fields: readonly DatasetField[];
  number: number;
  onChange: (level: DrillLevel) => void;
  onRemove: () => void;
}) {
  const { say, t } = useTexts();
  return (
    <div className="tab-line">
      <Select<string>
        aria-label={t("compose.pathLevel", { number })}
        className="path-field"
        options={fields.map((one) => ({ label: say(one.label), value: one.expression }))}
        popupMatchSelectWidth={false}
        showSearch={{ optionFilterProp: "label" }}
        value={level.expression}
        onChange={(expression) => {
          const field = fields.find((one) => one.expression === expression);
          if (field !== undefined) onChange(levelOf(field));
        }}
      />
      {level.grain ? (
        <Select
          aria-label={t("compose.pathGrain", { number })}
          options={GRAINS.map((value) => ({ label: t(`explore.grains.${value}`), value }))}
          value={level.grain}
          onChange={(grain) => onChange({ ...level, grain })}
        />
      ) : null}
      <Button
        aria-label={t("compose.pathRemove", { number })}
        icon={<CloseOutlined />}
        type="text"
        onClick={onRemove}
      />
    </div>
  );
}

function levelOf({ expression, role }: DatasetField): DrillLevel {
  return { expression, ...(role === "time" ? { grain: "month" as const } : {}) };
}
