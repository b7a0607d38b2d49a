"""The Mesh-to-Video Renderer: a portrait animated by a mesh (Sec. 3.4).

The network is the first order motion model of Siarohin et al., "First Order Motion Model for Image
Animation", NeurIPS 2019 (FOMM in the docstrings here). Its keypoints are detected in pictures of
two meshes, the portrait's own and the driving one; the portrait is warped.
"""
