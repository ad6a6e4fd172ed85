/** The settings, from the environment and the `.env` file that `ENV_FILE` names. */
import { config } from 'dotenv';
import { z } from 'zod';

config({ path: process.env['ENV_FILE'] ?? '.env', quiet: true });

export const settings = z
  .object({
    EXPERT_BASE_URL: z.url(),
    EXPERT_ADMIN_USERNAME: z.string().min(1),
    EXPERT_ADMIN_PASSWORD: z.string().min(1),
    STORY: z.string().min(1),
    RESULTS: z.string().min(1),
  })
  .parse(process.env);
