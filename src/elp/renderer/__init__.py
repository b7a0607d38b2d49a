"""The Mesh-to-Video Renderer: one portrait, moved as a mesh moves (Sec. 3.4).

The network is the first order motion model of Siarohin et al., "First Order Motion Model for Image
Animation", NeurIPS 2019 (FOMM in the docstrings here). Its keypoints come from pictures of meshes:
of the portrait's own and of the face to be shown. What is warped is the portrait.
"""
