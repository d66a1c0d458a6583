interface Props {
  readonly labelledBy: string;
  readonly isOn: boolean;
  readonly shortcut?: string | undefined;
  readonly onClick: () => void;
}

export function Switch({ labelledBy, isOn, shortcut, onClick }: Props) {
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={isOn}
      aria-labelledby={labelledBy}
      aria-keyshortcuts={shortcut}
      onClick={onClick}
    >
      {isOn ? "on" : "off"}
    </button>
  );
}
