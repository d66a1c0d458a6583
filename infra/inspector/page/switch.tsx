interface Props {
  readonly labelId: string;
  readonly isOn: boolean;
  readonly shortcut?: string;
  readonly onClick: () => void;
}

export function Switch({ labelId, isOn, shortcut, onClick }: Props) {
  return (
    <button
      type="button"
      class="switch line"
      role="switch"
      aria-checked={isOn}
      aria-labelledby={labelId}
      aria-keyshortcuts={shortcut}
      onClick={onClick}
    >
      {isOn ? "on" : "off"}
    </button>
  );
}
