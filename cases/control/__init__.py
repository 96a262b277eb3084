"""管控状态: how strict each status is, who may not be touched by an act, and the lifecycle of acts."""
