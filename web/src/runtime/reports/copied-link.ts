import { App } from "antd";
import { useTexts } from "../../core/language";

/** Returns how the address of the page is copied, and that told. */
export function useCopiedLink(): () => Promise<void> {
  const { t } = useTexts();
  const { message } = App.useApp();
  return async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      void message.success(t("explore.copied"));
    } catch {
      void message.warning(t("explore.notCopied"));
    }
  };
}
