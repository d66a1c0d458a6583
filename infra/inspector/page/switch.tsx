import type { ComponentProps } from "preact";

interface Props extends Pick<ComponentProps<"button">, "onClick" | "aria-labelledby" | "aria-keyshortcuts"> {
  readonly isOn: boolean;
}

export function Switch({ isOn, ...others }: Props) {
  return (
    <button type="button" class="switch line" role="switch" aria-checked={isOn} {...others}>
      {isOn ? "on" : "off"}
    </button>
  );
}
