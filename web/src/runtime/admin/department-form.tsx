import { Button, Drawer, Input, TreeSelect } from "antd";
import { type FormEvent, useState } from "react";
import { ask } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Department } from "../../generated/api";
import { useAttempt } from "../pages/login-page";
import { useAct } from "./attempt";
import { Labelled } from "./labelled";
import { type Branch, treeOf, useDepartments } from "./people";

/** A department that is changed, or a new one below another. */
export interface DepartmentEdit {
  readonly department: Department | null;
  readonly parent: string | null;
}

/** Names a department and says below which it stands. */
export function DepartmentForm({ edit, onClose }: { edit: DepartmentEdit; onClose: () => void }) {
  const { t } = useTexts();
  const departments = useDepartments();
  const { act } = useAct("departments", "audit");
  const { busy, problem, run } = useAttempt();
  const { department } = edit;
  const [name, setName] = useState(department?.name ?? "");
  const [parent, setParent] = useState<string | null>(
    department === null ? edit.parent : (department.parent_id ?? null),
  );
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      if (department === null) {
        const last = (departments.data ?? []).filter((one) => (one.parent_id ?? null) === parent).length;
        await ask("POST /api/departments", { name, parent_id: parent, position: last });
      } else {
        const draft = { name, parent_id: parent, position: department.position ?? 0 };
        await ask("PUT /api/departments/{department_id}", draft, undefined, { department_id: department.id });
      }
      await act(async () => undefined, t("admin.saved"));
      onClose();
    });
  };
  return (
    <Drawer open size={420} title={department?.name ?? t("people.newDepartment")} onClose={onClose}>
      <form className="stacked" onSubmit={save}>
        {problem}
        <Labelled label={t("admin.name")}>
          {(id) => (
            <Input
              autoFocus
              id={id}
              maxLength={100}
              required
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Labelled>
        <Labelled label={t("people.moveTo")}>
          {(id) => (
            <TreeSelect<string | null>
              allowClear
              className="wide"
              id={id}
              placeholder={t("people.top")}
              treeData={without(treeOf(departments.data ?? []), department?.id)}
              treeDefaultExpandAll
              value={parent}
              onChange={(next) => setParent(next ?? null)}
            />
          )}
        </Labelled>
        <Button htmlType="submit" loading={busy} type="primary">
          {t("admin.save")}
        </Button>
      </form>
    </Drawer>
  );
}

/** Returns a tree without a department and all below it: it cannot stand below itself. */
function without(tree: readonly Branch[], id: string | undefined): Branch[] {
  return tree.filter((one) => one.key !== id).map((one) => ({ ...one, children: without(one.children, id) }));
}
