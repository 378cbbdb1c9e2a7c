import { useQueryClient } from "@tanstack/react-query";
import { App, Input, Modal, Select } from "antd";
import { useState } from "react";
import { ask, Refused } from "../../../api/client";
import { useTexts } from "../../../core/language";
import type { Answer, Dashboard } from "../../../generated/api";
import { Labelled } from "../../admin/labelled";
import { withTile } from "../board";
import { useDashboards } from "../dashboards";
import { chartOf, kindOf } from "./charts";
import { askedBy, type Exploration, keyOf } from "./exploration";

const NEW = "";

/** Keeps a chart on one of one's own dashboards, or on a new one. */
export function SaveTile({ app, made, onClose }: { app: string; made: Exploration; onClose: () => void }) {
  const { say, t } = useTexts();
  const { message, notification } = App.useApp();
  const queries = useQueryClient();
  const mine = useDashboards(app).filter((one) => one.mine);
  const [title, setTitle] = useState("");
  const [onto, setOnto] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const board = onto ?? mine[0]?.name ?? NEW;
  const ready = title.trim() !== "" && (board !== NEW || name.trim() !== "");
  const keep = async () => {
    setBusy(true);
    try {
      const asked = askedBy(made);
      const found = queries.getQueryData<Answer>(keyOf(app, asked));
      const label = { en: title.trim(), "zh-CN": title.trim() };
      const chart = { ...chartOf(kindOf(made.chart, asked.query, found), asked.query, asked.analysis), label };
      const called = { en: name.trim(), "zh-CN": name.trim() };
      const saved =
        board === NEW
          ? await ask(
              "POST /api/apps/{app}/reports/dashboards",
              { dashboard: withTile({ label: called, name: "new" }, chart) },
              undefined,
              { app },
            )
          : await appended(app, board, chart);
      await queries.invalidateQueries({ queryKey: ["workplace", app, "dashboards"] });
      await queries.invalidateQueries({ queryKey: ["reports", app, "dashboard", saved.dashboard.name] });
      notification.success({
        description: <a href={`#/app/${app}/dashboard/${saved.dashboard.name}`}>{t("explore.openBoard")}</a>,
        title: t("explore.saved", { name: say(saved.dashboard.label) }),
      });
      onClose();
    } catch (error) {
      const told = error instanceof Refused ? error.diagnostics : [];
      void message.error(
        told.length > 0
          ? told.map((one) => `${say(one.message)} ${one.hint ? say(one.hint) : ""}`).join(" ")
          : String(error instanceof Error ? error.message : error),
        8,
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      confirmLoading={busy}
      okButtonProps={{ disabled: !ready }}
      okText={t("explore.save")}
      title={t("explore.save")}
      onCancel={onClose}
      onOk={() => void keep()}
    >
      <form
        className="stacked"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void keep();
        }}
      >
        <p className="quiet">{t("explore.saveHint")}</p>
        <Labelled label={t("explore.titleOf")}>
          {(id) => <Input id={id} maxLength={100} value={title} onChange={({ target }) => setTitle(target.value)} />}
        </Labelled>
        <div className="save-line">
          <span>{t("explore.onto")}</span>
          <Select<string>
            aria-label={t("explore.onto")}
            options={[
              ...mine.map((one) => ({ label: say(one.label), value: one.name })),
              { label: t("explore.newBoard"), value: NEW },
            ]}
            value={board}
            onChange={setOnto}
          />
        </div>
        {board === NEW ? (
          <Labelled label={t("explore.newBoardName")}>
            {(id) => <Input id={id} maxLength={100} value={name} onChange={({ target }) => setName(target.value)} />}
          </Labelled>
        ) : null}
        <button hidden type="submit" />
      </form>
    </Modal>
  );
}

async function appended(
  app: string,
  dashboard: string,
  chart: NonNullable<NonNullable<Dashboard["tiles"]>[number]["chart"]>,
) {
  const place = { app, dashboard };
  const kept = await ask("GET /api/apps/{app}/reports/dashboards/{dashboard}/kept", undefined, undefined, place);
  const draft = {
    dashboard: withTile(kept.dashboard, chart),
    shared: kept.shared ?? false,
    version: kept.version ?? 1,
  };
  return ask("PUT /api/apps/{app}/reports/dashboards/{dashboard}", draft, undefined, place);
}
