import { createRoot } from "react-dom/client";

const PAGES = {
  antd: () => import("./antd-form").then(({ AntdForm }) => AntdForm),
  bare: () => import("./bare-inputs").then(({ BareInputs }) => BareInputs),
  ours: () => import("./our-form").then(({ OurForm }) => OurForm),
} as const;

const asked = new URLSearchParams(location.search);
const Page = await PAGES[(asked.get("page") ?? "ours") as keyof typeof PAGES]();
const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root");
createRoot(root).render(<Page rows={Number(asked.get("rows") ?? 10)} />);
