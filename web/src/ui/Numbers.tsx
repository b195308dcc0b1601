import { ColorSwatch, Text } from '@mantine/core';
import { count } from '@/lib/format';
import './facts.css';

const variable = (color: string) => `var(--mantine-color-${color.replace('.', '-')})`;

/** Figures that change while somebody looks. */
export function Numbers({ label, of }: { label: string; of: [string, number, string?][] }) {
  return (
    <section className="numbers" aria-label={label}>
      {of.map(([name, value, color]) => (
        <div key={name}>
          <strong>{count(value)}</strong>
          <Text span size="sm" c="dimmed">
            {color && (
              <ColorSwatch
                component="span"
                color={variable(color)}
                size={10}
                me={6}
                display="inline-block"
              />
            )}
            {name}
          </Text>
        </div>
      ))}
    </section>
  );
}
