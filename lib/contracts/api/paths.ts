import { z } from "zod";
import { ObjectName } from "./values";

export const ProjectPath = z.strictObject({ project: ObjectName });
export const ObjectPath = z.strictObject({ project: ObjectName, name: ObjectName });
export const GroupPath = z.strictObject({ project: ObjectName, group: ObjectName });
