import { Badge } from '@mantine/core';
import { CircleCheck, CircleDashed, CircleX, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';

export const COLOURS = ['green', 'amber', 'red', 'grey'] as const;
export type ColourName = (typeof COLOURS)[number];

const LOOKS = {
  green: ['green', CircleCheck],
  amber: ['yellow', TriangleAlert],
  red: ['red', CircleX],
  grey: ['gray', CircleDashed],
} as const;

/** How a promise stands: a colour, a sign and a word. */
export function Colour({ name }: { name: ColourName }) {
  const { t, i18n } = useTranslation();
  const [color, Icon] = LOOKS[name];
  return (
    <Badge
      lang={i18n.language}
      variant="light"
      color={color}
      c="var(--mantine-color-text)"
      h="auto"
      mih={20}
      styles={{ label: { whiteSpace: 'normal' } }}
      leftSection={<Icon size={13} aria-hidden />}
    >
      {t(`proof.colour.${name}`)}
    </Badge>
  );
}
