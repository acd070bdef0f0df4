/** A cell whose ground is the darker the greater its share; its number stands in it, and why there is none in its title. */
export function Heat({ share, text, why }: { share: number; text: string | null; why: string }) {
  if (text === null) {
    return (
      <td className="heat dim" title={why}>
        –<span className="unseen"> {why}</span>
      </td>
    );
  }
  // Five steps: at most 45 % of the accent, so that ink stays readable on every one of them.
  const step = Math.min(5, Math.max(0, Math.ceil(share * 5)));
  return (
    <td className={`heat heat-${step}`} title={why}>
      {text}
    </td>
  );
}
