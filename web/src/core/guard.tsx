import { Component, type ReactNode } from "react";
import { Failure } from "../ui/failure";

/** Shows what to do when a page meets an error of its own. */
export class Guard extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Failure onRetry={() => location.reload()} /> : this.props.children;
  }
}
