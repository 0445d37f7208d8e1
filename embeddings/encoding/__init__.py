"""An encoder that runs without torch: ONNX files of the model, made once and checked."""
