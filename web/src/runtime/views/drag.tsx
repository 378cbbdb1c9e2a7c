import { Accessibility } from "@dnd-kit/dom";
import { DragDropProvider, PointerSensor, useDraggable, useDragOperation, useDroppable } from "@dnd-kit/react";
import type { ComponentProps, ReactNode } from "react";

// Everything that pages know of dnd-kit stands here: its interface is not settled yet.

/** What is dragged, or dropped on. */
export interface Dragged<T> {
  readonly id: string;
  readonly data: T;
}

const SENSORS = [PointerSensor];

type Plugins = Extract<NonNullable<ComponentProps<typeof DragDropProvider>["plugins"]>, (...given: never[]) => unknown>;

/** Without what makes a button of all that can be dragged: there are links and buttons in it already. */
const plugins: Plugins = (usual) => usual.filter((one) => one !== Accessibility);

/** An area in which things are dragged with mouse, pen or finger; keys move them in ways of their own. */
export function DragArea<S, T>({
  children,
  onDrop,
  onLift,
}: {
  children: ReactNode;
  onDrop: (source: S, target: T) => void;
  onLift?: (source: S | null) => void;
}) {
  return (
    <DragDropProvider
      plugins={plugins}
      sensors={SENSORS}
      onDragEnd={({ canceled, operation: { source, target } }) => {
        onLift?.(null);
        if (!canceled && source !== null && target !== null) onDrop(source.data["told"] as S, target.data["told"] as T);
      }}
      onDragStart={({ operation: { source } }) => onLift?.((source?.data["told"] as S) ?? null)}
    >
      {children}
    </DragDropProvider>
  );
}

/** Returns what makes an element one that can be dragged, and whether it is; links and buttons in it stay what they are. */
export function useDrag<S>(id: string, told: S, disabled = false) {
  const { ref, isDragging } = useDraggable({ data: { told }, disabled, id });
  return { dragging: isDragging, ref };
}

/** Moving the pointer a little, or resting a finger, tells dragging from pressing. */
const PRESSED = [PointerSensor.configure({ preventActivation: () => false })];

/** Returns what makes an element one that can be dragged by the button in it, which goes on to be pressed. */
export function useDragOrPress<S>(id: string, told: S) {
  const { ref, isDragging } = useDraggable({ data: { told }, id, sensors: PRESSED });
  return { dragging: isDragging, ref };
}

/** Returns what makes an element one that things can be dropped on, and whether something is above it. */
export function useDrop<T>(id: string, told: T, disabled = false) {
  const { ref, isDropTarget } = useDroppable({ data: { told }, disabled, id });
  return { over: isDropTarget, ref };
}

/** Returns whether something is dragged now. */
export function useDragging(): boolean {
  return Boolean(useDragOperation().source);
}
